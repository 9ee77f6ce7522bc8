import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
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

/**
 * Reads certificate and key, and both again if the certificate was replaced meanwhile: otherwise they
 * could be halves of two pairs.
 *
 * @throws {Fault} `TLS_FILE_UNREADABLE`.
 */
export async function readPair({ certPath, keyPath }: PairPaths): Promise<Pair> {
  const cert = await readPem(certPath, 'TLS_CERT_FILE');
  const key = await readPem(keyPath, 'TLS_KEY_FILE');
  const isStill = (await readPem(certPath, 'TLS_CERT_FILE')) === cert;
  return isStill ? { cert, key } : readPair({ certPath, keyPath });
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
