import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import type { Validity } from './validity.ts';

export interface PairPaths {
  readonly certPath: string;
  readonly keyPath: string;
}

/** A certificate with its chain, and its key, in PEM (RFC 7468). */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** Readings after which a pair that is replaced again and again is taken as it is. */
const MAX_READINGS = 3;

/**
 * Reads certificate and key, and both again if the certificate was replaced meanwhile: otherwise they
 * could be halves of two pairs. What can be read only once, such as a pipe, is read once.
 *
 * @throws {Fault} `TLS_FILE_UNREADABLE`.
 */
export async function readPair(paths: PairPaths, maxReadings = MAX_READINGS): Promise<Pair> {
  const { certPath, keyPath } = paths;
  const version = await versionOf(certPath);
  const cert = await readPem(certPath, 'TLS_CERT_FILE');
  const key = await readPem(keyPath, 'TLS_KEY_FILE');
  const isStill = (await versionOf(certPath)) === version;
  return isStill || maxReadings <= 1 ? { cert, key } : readPair(paths, maxReadings - 1);
}

/** Returns whether each path leads to a file that can be read again, and not to a pipe, as `<(...)` of bash does. */
export async function isRereadable({ certPath, keyPath }: PairPaths): Promise<boolean> {
  const versions = await Promise.all([versionOf(certPath), versionOf(keyPath)]);
  return !versions.includes(ONCE);
}

/** Stands for the version of what is not a regular file. */
const ONCE = 'once';

/** Identifies the content of a file without reading it. */
async function versionOf(path: string): Promise<string> {
  try {
    const stats = await stat(path, { bigint: true });
    if (!stats.isFile()) return ONCE;
    return [stats.dev, stats.ino, stats.size, stats.mtimeNs].join();
  } catch {
    return ''; // reading it says why
  }
}

async function readPem(path: string, setting: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = errnoOf(error) ?? String(error);
    throw new Fault('TLS_FILE_UNREADABLE', { path, setting, reason }, { cause: error });
  }
}

/**
 * Checks that a server can use a pair.
 *
 * @returns When the certificate is valid, which may not be now.
 * @throws {Fault} `TLS_CERTIFICATE_MALFORMED`, `TLS_KEY_MALFORMED`, `TLS_PAIR_MISMATCHED` or
 *   `TLS_PAIR_REFUSED`.
 */
export function checkPair(pair: Pair, { certPath, keyPath }: PairPaths): Validity {
  const certificate = parseCertificate(pair.cert, certPath);
  const key = parseKey(pair.key, keyPath);
  if (!certificate.checkPrivateKey(key))
    throw new Fault('TLS_PAIR_MISMATCHED', { certPath, keyPath });
  try {
    createSecureContext(pair);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('TLS_PAIR_REFUSED', { certPath, reason }, { cause: error });
  }
  return { from: certificate.validFromDate, to: certificate.validToDate };
}

function parseCertificate(cert: string, path: string): X509Certificate {
  try {
    return new X509Certificate(cert);
  } catch (error) {
    throw new Fault('TLS_CERTIFICATE_MALFORMED', { path }, { cause: error });
  }
}

function parseKey(key: string, path: string): KeyObject {
  try {
    return createPrivateKey(key);
  } catch (error) {
    throw new Fault('TLS_KEY_MALFORMED', { path }, { cause: error });
  }
}
