import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Creates a private key: ECDSA on P-256, for accounts and certificates. */
export function createKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

/** Renders a private key in PEM: RFC 5958, RFC 7468. */
export function renderKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' });
}
