/** First bytes of a header of version 2 of the PROXY protocol. */
export const V2_SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

export interface V2Header {
  /** Version and command; default: PROXY of version 2. */
  readonly command?: number;
  /** Family and transport, such as 0x11 for TCP over IPv4. */
  readonly family: number;
  /** Addresses and TLVs. */
  readonly data: readonly number[];
}

/** Renders a header of version 2, also one that no proxy would send. */
export function renderV2({ command = 0x21, family, data }: V2Header): Buffer {
  const { length } = data;
  const start = Buffer.from([command, family, length >> 8, length & 0xff]);
  return Buffer.concat([V2_SIGNATURE, start, Buffer.from(data)]);
}

/** The header of version 2 for TCP over IPv4. */
export function renderIpv4(address: string, port = 1): Buffer {
  const source = address.split('.').map(Number);
  return renderV2({ family: 0x11, data: [...source, 127, 0, 0, 1, port >> 8, port & 0xff, 0, 80] });
}
