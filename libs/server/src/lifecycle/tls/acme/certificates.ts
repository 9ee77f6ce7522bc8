import { randomBytes, sign, createPublicKey, type KeyObject } from 'node:crypto';
import {
  encodeBits,
  encodeDer,
  encodeInteger,
  encodeOid,
  encodeTime,
  sequence,
  TAG,
} from './der.ts';

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2', // RFC 5758, section 3.2
  commonName: '2.5.4.3',
  subjectAltName: '2.5.29.17',
  extensionRequest: '1.2.840.113549.1.9.14', // RFC 2985, section 5.4.2
  acmeIdentifier: '1.3.6.1.5.5.7.1.31', // RFC 8737, section 3
} as const;

/** Name in the certificates that the server makes itself, for people who look at one. */
const OWN_NAME = 'made by the server itself';

/**
 * Renders the request for a certificate (PKCS #10, RFC 2986) with an ECDSA key on P-256, in DER.
 *
 * @param domains Names of the certificate, in ASCII.
 */
export function renderRequest(domains: readonly string[], key: KeyObject): Buffer {
  const extensions = encodeDer(TAG.set, sequence(renderNames(domains)));
  const attribute = sequence(encodeOid(OID.extensionRequest), extensions);
  const info = sequence(
    encodeInteger(0),
    sequence(), // no subject: the names are in the extension
    renderPublicKey(key),
    encodeDer(TAG.constructed, attribute),
  );
  return signAs(info, key);
}

export interface OwnCertificate {
  /** Names of the certificate, in ASCII. */
  readonly domains: readonly string[];
  /** ECDSA on P-256. */
  readonly key: KeyObject;
  readonly from: Date;
  readonly to: Date;
  /** SHA-256 of the key authorization, which makes it a certificate for the challenge TLS-ALPN-01. */
  readonly challengeDigest?: Uint8Array;
}

/** Renders a certificate that is signed by its own key (RFC 5280), in PEM. */
export function renderOwnCertificate({ domains, key, from, to, ...own }: OwnCertificate): string {
  const name = renderCommonName(OWN_NAME);
  const extensions = [renderNames(domains)];
  if (own.challengeDigest !== undefined) extensions.push(renderChallenge(own.challengeDigest));
  const content = sequence(
    encodeDer(TAG.constructed, encodeInteger(2)), // version 3
    encodeInteger(1, ...randomBytes(15)),
    sequence(encodeOid(OID.ecdsaWithSha256)),
    name,
    sequence(encodeTime(from), encodeTime(to)),
    name,
    renderPublicKey(key),
    encodeDer(TAG.constructed | 3, sequence(...extensions)),
  );
  return renderPem(signAs(content, key));
}

/** Renders a certificate in PEM: RFC 7468, section 5. */
function renderPem(der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function signAs(content: Uint8Array, key: KeyObject): Buffer {
  const signature = encodeBits(sign('sha256', content, key));
  return sequence(content, sequence(encodeOid(OID.ecdsaWithSha256)), signature);
}

function renderPublicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

function renderCommonName(text: string): Buffer {
  const value = encodeDer(TAG.utf8String, Buffer.from(text));
  return sequence(encodeDer(TAG.set, sequence(encodeOid(OID.commonName), value)));
}

/** Renders the extension with the names: RFC 5280, section 4.2.1.6; 2 is dNSName. */
function renderNames(domains: readonly string[]): Buffer {
  const names = domains.map((domain) => encodeDer(TAG.primitive | 2, Buffer.from(domain)));
  const value = encodeDer(TAG.octetString, sequence(...names));
  return sequence(encodeOid(OID.subjectAltName), value);
}

/** Renders the critical extension of RFC 8737, section 3. */
function renderChallenge(digest: Uint8Array): Buffer {
  const value = encodeDer(TAG.octetString, encodeDer(TAG.octetString, digest));
  const isCritical = encodeDer(TAG.boolean, Buffer.of(0xff));
  return sequence(encodeOid(OID.acmeIdentifier), isCritical, value);
}

/** Key identifier of the authority: the extension of RFC 5280, section 4.2.1.1, up to its first field. */
const AUTHORITY_KEY = /06 03 55 1d 23 04 .. 30 .. 80 (..)/;

/**
 * Returns what identifies a certificate in the authority's renewal information: RFC 9773, section 4.1. Returns undefined if
 * it does not name the key of its authority, as those that the server makes itself.
 */
export function renewalIdOf(raw: Uint8Array, serialNumber: string): string | undefined {
  const bytes = Buffer.from(raw);
  const hex = bytes.toString('hex').replaceAll(/../g, '$& ');
  const found = AUTHORITY_KEY.exec(hex);
  if (found === null) return undefined;
  const start = (found.index + found[0].length + 1) / 3;
  const keyId = bytes.subarray(start, start + Number.parseInt(found[1] ?? '', 16));
  const [, , ...serial] = encodeInteger(...Buffer.from(serialNumber, 'hex')); // without tag and length
  return `${keyId.toString('base64url')}.${Buffer.from(serial).toString('base64url')}`;
}
