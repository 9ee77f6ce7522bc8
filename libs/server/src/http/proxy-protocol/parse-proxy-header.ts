import { isIPv4, isIPv6 } from 'node:net';
import { normalizeHost } from '../../config/listen-addresses.ts';
import type { Peer } from '../peer-surfaces.ts';

/** A header of the PROXY protocol. */
export interface ProxyHeader {
  readonly lengthBytes: number;
  /** The client; undefined if the connection is the proxy's own, or it does not know the client: the peer stays what it is. */
  readonly peer: Peer | undefined;
}

/** First line of version 1 with its CRLF: the specification, section 2.1. */
const MAX_V1_BYTES = 107;
/** Signature, version, family and length: section 2.2. */
const V2_START_BYTES = 16;
/** As in nginx: the addresses take 216 bytes at most, and what else proxies add has never been near it. */
const MAX_V2_BYTES = 4_096;

const V1_START = Buffer.from('PROXY ');
const V2_START = Buffer.from('\r\n\r\n\0\r\nQUIT\n');

const PORT = '(0|[1-9]\\d{0,4})';
const V1_LINE = new RegExp(
  `^PROXY (?:UNKNOWN(?: .*)?|TCP([46]) ([\\da-fA-F.:]+) ([\\da-fA-F.:]+) ${PORT} ${PORT})$`,
);

/** Bytes of the two addresses and ports, by family: its numbers in the header. */
const ADDRESS_BYTES: Readonly<Record<number, number>> = { 0: 0, 1: 12, 2: 36, 3: 216 };

/**
 * Parses a header at the start of what a connection has sent so far.
 *
 * @returns undefined if it does not begin with a valid header, 'incomplete' if it may be one.
 * @see "The PROXY protocol, versions 1 and 2" of HAProxy, section 2
 */
export function parseProxyHeader(bytes: Buffer): ProxyHeader | 'incomplete' | undefined {
  if (begins(bytes, V1_START)) return parseV1(bytes);
  return begins(bytes, V2_START) ? parseV2(bytes) : undefined;
}

function begins(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).equals(start.subarray(0, length));
}

function parseV1(bytes: Buffer): ProxyHeader | 'incomplete' | undefined {
  const end = bytes.subarray(0, MAX_V1_BYTES).indexOf('\r\n');
  if (end === -1) return bytes.length < MAX_V1_BYTES ? 'incomplete' : undefined;
  const match = V1_LINE.exec(bytes.toString('latin1', 0, end));
  if (match === null) return undefined;
  const lengthBytes = end + '\r\n'.length;
  const [, version, source = '', destination = '', ...ports] = match;
  if (version === undefined) return { lengthBytes, peer: undefined };
  const isAddress = version === '4' ? isIPv4 : isIPv6;
  const [port = NaN, otherPort = NaN] = ports.map(Number);
  const isValid =
    isAddress(source) && isAddress(destination) && port <= 65_535 && otherPort <= 65_535;
  return isValid ? { lengthBytes, peer: peerOf(source, port) } : undefined;
}

function parseV2(bytes: Buffer): ProxyHeader | 'incomplete' | undefined {
  if (bytes.length < V2_START_BYTES) return 'incomplete';
  const [versionAndCommand = 0, familyAndProtocol = 0] = bytes.subarray(V2_START.length);
  const lengthBytes = V2_START_BYTES + bytes.readUInt16BE(14);
  const isLocal = versionAndCommand === 0x20;
  if (!isLocal && versionAndCommand !== 0x21) return undefined;
  const family = familyAndProtocol >> 4;
  const addressBytes = ADDRESS_BYTES[family];
  if (addressBytes === undefined || (familyAndProtocol & 0xf) > 2) return undefined;
  if (lengthBytes > MAX_V2_BYTES) return undefined;
  if (!isLocal && lengthBytes < V2_START_BYTES + addressBytes) return undefined;
  if (bytes.length < lengthBytes) return 'incomplete';
  // What follows the addresses are TLVs, which a receiver may ignore.
  return { lengthBytes, peer: isLocal ? undefined : readPeer(bytes, family) };
}

function readPeer(bytes: Buffer, family: number): Peer | undefined {
  const start = V2_START_BYTES;
  switch (family) {
    case 1:
      return peerOf(bytes.subarray(start, start + 4).join('.'), bytes.readUInt16BE(start + 8));
    case 2: {
      const groups = bytes.toString('hex', start, start + 16).match(/.{4}/g) ?? [];
      return peerOf(groups.join(':'), bytes.readUInt16BE(start + 32));
    }
    case 3: // a unix socket, whose clients have no address
      return {};
    default:
      return undefined;
  }
}

function peerOf(address: string, port: number): Peer {
  return {
    address: normalizeHost(address),
    family: isIPv4(address) ? 'IPv4' : 'IPv6',
    port,
  };
}
