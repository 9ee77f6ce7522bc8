import { isUtf8 } from 'node:buffer';

const EXCERPT_BYTES = 16;
const EXCERPT_CHARACTERS = 40;

export function isText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && isUtf8(bytes) && !bytes.includes(0);
}

/** Names a byte of a text by line and column, both from 1, the column in characters. */
export function locateInText(bytes: Uint8Array, offset: number): string {
  const before = Buffer.from(bytes.subarray(0, offset)).toString('utf8').split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

/** Renders a number as hexadecimal, the way that elf(5) and every debugger write offsets. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** Renders what is at an offset: the rest of a line of text, or some bytes with their ASCII. */
export function renderExcerpt(bytes: Uint8Array, offset: number, asText: boolean): string {
  if (offset >= bytes.length) return 'nothing, it ends here';
  return asText ? renderText(bytes.subarray(offset)) : renderBytes(bytes.subarray(offset));
}

function renderText(bytes: Uint8Array): string {
  const [line = ''] = Buffer.from(bytes.subarray(0, 4 * EXCERPT_CHARACTERS))
    .toString()
    .split(/(?<=\n)/, 1);
  return JSON.stringify([...line].slice(0, EXCERPT_CHARACTERS).join(''));
}

export function renderBytes(bytes: Uint8Array): string {
  const some = Buffer.from(bytes.subarray(0, EXCERPT_BYTES));
  const digits = some.toString('hex').replaceAll(/(..)(?=.)/g, '$1 ');
  const ascii = some.toString('latin1').replaceAll(/[^ -~]/g, '.');
  return `${digits}  ${ascii}`;
}
