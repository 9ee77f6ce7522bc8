import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf, Fault } from '../../../world/faults/fault.ts';

export const CHALLENGE_TYPES = ['http-01', 'tls-alpn-01'] as const;
export type ChallengeType = (typeof CHALLENGE_TYPES)[number];

/** What a store is for. */
export interface StorePlace {
  /** Directory for all authorities and services. */
  readonly directory: string;
  /** URL of the authority's directory. */
  readonly url: URL;
  readonly domains: readonly string[];
}

/** A certificate with its chain and its key. */
export interface StoredCertificate {
  readonly pem: string;
  readonly leaf: X509Certificate;
  /** Whether the server made it itself, until the first is issued. */
  readonly isOwn: boolean;
}

/** When the next order may be placed, and why the last one failed. */
export interface NextAttempt {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** Failures since a certificate was issued. */
  readonly failureCount: number;
  /** Why the last one failed; undefined if it did not. */
  readonly reason?: string;
  /** Whether the authority asked for the delay; a reload does not shorten that. */
  readonly isByAuthority?: boolean;
}

/**
 * Files that the threads and processes of a service share: the account at an authority, and in a folder for the set of names
 * the certificate, answers to challenges, and the time of the next attempt. Each file is written next to its path and then
 * renamed, so that nobody reads half of it; only this user can read it.
 */
export interface Store {
  readonly certificatePath: string;
  readonly lockPath: string;
  /** Returns undefined if there is none that can be used. */
  readonly readCertificate: () => StoredCertificate | undefined;
  readonly writeCertificate: (pem: string) => void;
  /** Writes a certificate unless there is one that can be used. */
  readonly addCertificate: (pem: string) => void;
  /** Returns the latest certificate for other sets of names of which one is that domain. */
  readonly findOlder: (domain: string) => string | undefined;
  readonly readAccount: () => unknown;
  readonly writeAccount: (account: object) => void;
  readonly forgetAccount: () => void;
  readonly readNextAttempt: () => NextAttempt | undefined;
  readonly writeNextAttempt: (attempt: NextAttempt) => void;
  readonly readChallenge: (type: ChallengeType, name: string) => string | undefined;
  /** @param name The token for HTTP-01, the domain for TLS-ALPN-01. */
  readonly writeChallenge: (type: ChallengeType, name: string, answer: string) => void;
  readonly removeChallenges: () => void;
}

/**
 * Opens a store, and creates its folders.
 *
 * @throws {Fault} `ACME_DIRECTORY_UNUSABLE`.
 */
export function openStore({ directory, url, domains }: StorePlace): Store {
  const authority = join(directory, `${url.host}${url.pathname}`.replaceAll(/[^\w.]+/g, '-'));
  const folder = join(authority, nameOf(domains));
  const certificatePath = join(folder, CERTIFICATE);
  const accountPath = join(authority, 'account.json');
  const attemptPath = join(folder, 'next-attempt.json');
  const challengePath = (type: ChallengeType, name: string) => join(folder, `${type}_${name}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeNames(join(folder, 'domains'), domains);
  } catch (error) {
    const reason = errnoOf(error) ?? String(error);
    throw new Fault('ACME_DIRECTORY_UNUSABLE', { path: directory, reason }, { cause: error });
  }
  return {
    certificatePath,
    lockPath: join(folder, 'lock'),
    readCertificate: () => parseCertificate(readIfThere(certificatePath)),
    writeCertificate: (pem) => {
      replaceFile(certificatePath, pem);
    },
    addCertificate: (pem) => {
      if (parseCertificate(readIfThere(certificatePath)) === undefined)
        rmSync(certificatePath, { force: true });
      addFile(certificatePath, pem);
    },
    findOlder: (domain) => findOlder(authority, domain),
    readAccount: () => parseJson(readIfThere(accountPath)),
    writeAccount: (account) => {
      replaceFile(accountPath, JSON.stringify(account));
    },
    forgetAccount: () => {
      rmSync(accountPath, { force: true });
    },
    readNextAttempt: () => parseJson(readIfThere(attemptPath)) as NextAttempt | undefined,
    writeNextAttempt: (attempt) => {
      replaceFile(attemptPath, JSON.stringify(attempt));
    },
    readChallenge: (type, name) => readIfThere(challengePath(type, name)),
    writeChallenge: (type, name, answer) => {
      replaceFile(challengePath(type, name), answer);
    },
    removeChallenges: () => {
      for (const name of readdirSync(folder))
        if (CHALLENGE_TYPES.some((type) => name.startsWith(`${type}_`))) rmSync(join(folder, name));
    },
  };
}

const CERTIFICATE = 'certificate.pem';

/** Names the folder of a set of names, in any order: services that share the directory must not replace each other's certificate. */
function nameOf(domains: readonly string[]): string {
  const sorted = [...domains].sort();
  const digest = createHash('sha256').update(sorted.join()).digest('hex');
  return `${sorted[0] ?? ''}-${digest.slice(0, 8)}`;
}

function findOlder(authority: string, domain: string): string | undefined {
  const found = readdirSync(authority).flatMap((name) => {
    const stored = parseCertificate(readIfThere(join(authority, name, CERTIFICATE)));
    const isFit = stored?.isOwn === false && stored.leaf.checkHost(domain) !== undefined;
    return isFit ? [stored] : [];
  });
  found.sort((a, b) => b.leaf.validToDate.getTime() - a.leaf.validToDate.getTime());
  return found[0]?.pem;
}

function parseCertificate(pem: string | undefined): StoredCertificate | undefined {
  if (pem === undefined) return undefined;
  try {
    const leaf = new X509Certificate(pem);
    if (!leaf.checkPrivateKey(createPrivateKey(pem))) return undefined;
    return { pem, leaf, isOwn: leaf.verify(leaf.publicKey) };
  } catch {
    return undefined; // not one: another is ordered
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** For people, and shows at the first start whether the folder is writable. */
function writeNames(path: string, domains: readonly string[]): void {
  const text = `${domains.join('\n')}\n`;
  // A later start needs no space: with a full disk, the certificate that is there is served.
  if (readIfThere(path) !== text) replaceFile(path, text);
}

function replaceFile(path: string, text: string): void {
  const written = writeBeside(path, text);
  try {
    renameSync(written, path);
  } catch (error) {
    rmSync(written, { force: true });
    throw error;
  }
}

function addFile(path: string, text: string): void {
  const written = writeBeside(path, text);
  try {
    linkSync(written, path); // never replaces a file
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(written);
  }
}

function writeBeside(path: string, text: string): string {
  const written = join(dirname(path), `.${randomUUID()}`);
  try {
    writeFileSync(written, text, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    rmSync(written, { force: true }); // of a full disk
    throw error;
  }
  return written;
}
