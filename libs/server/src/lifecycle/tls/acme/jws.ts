import { createHash, createHmac, createPublicKey, sign, type KeyObject } from 'node:crypto';

/** Key of an account: ECDSA on P-256. */
export interface Signer {
  readonly key: KeyObject;
  /** URL of the account, by which the authority finds the key; undefined before there is one. */
  readonly kid: string | undefined;
}

/** Key that binds an account to a customer of the authority: RFC 8555, section 7.3.4. */
export interface ExternalAccount {
  readonly kid: string;
  /** HMAC key in base64url. */
  readonly key: string;
}

/** A JSON Web Signature in the flattened form that ACME requires: RFC 8555, section 6.2. */
export interface Jws {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

/**
 * Signs a payload by ES256.
 *
 * @param payload undefined for a POST-as-GET: RFC 8555, section 6.3.
 */
export function signPayload(
  { key, kid }: Signer,
  header: { readonly url: string; readonly nonce: string },
  payload: object | undefined,
): Jws {
  const identity = kid === undefined ? { jwk: publicJwkOf(key) } : { kid };
  const head = encodeJson({ alg: 'ES256', ...identity, ...header });
  const body = payload === undefined ? '' : encodeJson(payload);
  const signed = Buffer.from(`${head}.${body}`);
  const signature = sign('sha256', signed, { key, dsaEncoding: 'ieee-p1363' });
  return { protected: head, payload: body, signature: signature.toString('base64url') };
}

/** Signs the public key of an account by HS256 with the key of a customer. */
export function bindAccount(
  { kid, key: hmacKey }: ExternalAccount,
  url: string,
  key: KeyObject,
): Jws {
  const head = encodeJson({ alg: 'HS256', kid, url });
  const body = encodeJson(publicJwkOf(key));
  const mac = createHmac('sha256', Buffer.from(hmacKey, 'base64url')).update(`${head}.${body}`);
  return { protected: head, payload: body, signature: mac.digest('base64url') };
}

/** Returns what proves to the authority that the owner of the account answers a challenge: RFC 8555, section 8.1. */
export function authorizeKey(token: string, key: KeyObject): string {
  const thumbprint = createHash('sha256').update(JSON.stringify(publicJwkOf(key)));
  return `${token}.${thumbprint.digest('base64url')}`;
}

/** The members of a public key in the order of its thumbprint: RFC 7638, section 3.2. */
function publicJwkOf(key: KeyObject): object {
  const { crv, kty, x, y } = createPublicKey(key).export({ format: 'jwk' });
  return { crv, kty, x, y };
}

function encodeJson(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
