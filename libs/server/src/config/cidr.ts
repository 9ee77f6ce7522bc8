import { BlockList, isIP } from 'node:net';

/** A network in the notation of RFC 4632 and RFC 4291: an address, a slash, the prefix length. */
export type Cidr = `${string}/${number}`;

const ADDRESS_BITS = { 4: 32, 6: 128 } as const;

/** Parses a network, or a single address as a network of one; returns undefined if the text is neither. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  // A zone names an interface of one machine, so a network has none: RFC 4007.
  if ((version !== 4 && version !== 6) || address.includes('%') || rest.length > 0)
    return undefined;
  const addressBits = ADDRESS_BITS[version];
  if (bits === undefined) return `${address}/${addressBits}`;
  if (!/^(0|[1-9][0-9]{0,2})$/.test(bits) || Number(bits) > addressBits) return undefined;
  return `${address}/${Number(bits)}`;
}

/** Creates a lookup for addresses in networks; an IPv4-mapped IPv6 address is looked up as IPv4. */
export function createBlockList(cidrs: readonly Cidr[]): BlockList {
  const blockList = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    blockList.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return blockList;
}
