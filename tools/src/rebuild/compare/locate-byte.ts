import { isUtf8 } from 'node:buffer';

const EXCERPT_BYTES = 16;
const EXCERPT_CHARACTERS = 40;

const SAMPLE_BYTES = 64 * 1024;

/** Returns whether bytes are UTF-8 whose start has no control characters except tabs and line breaks. */
export function isText(bytes: Uint8Array): boolean {
  const isControl = (byte: number) => byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte);
  return bytes.length > 0 && isUtf8(bytes) && !bytes.subarray(0, SAMPLE_BYTES).some(isControl);
}

/** Locates a byte of a text by line and column, both from 1, the column in characters. */
export function locateInText(bytes: Uint8Array, offset: number): string {
  const before = Buffer.from(bytes.subarray(0, offset)).toString('utf8').split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

/** Renders a number in hexadecimal, like offsets in elf(5) and debuggers. */
export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** Renders the content at an offset: the rest of a line of text, or some bytes with their ASCII. */
export function renderExcerpt(bytes: Uint8Array, offset: number, asText: boolean): string {
  if (offset >= bytes.length) return 'nothing, it ends here';
  return asText ? renderText(bytes.subarray(offset)) : renderBytes(bytes.subarray(offset));
}

function renderText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 4 * EXCERPT_CHARACTERS)).toString();
  const end = text.indexOf('\n') + 1 || text.length;
  return JSON.stringify(text.slice(0, Math.min(end, EXCERPT_CHARACTERS)));
}

export function renderBytes(bytes: Uint8Array): string {
  const some = Buffer.from(bytes.subarray(0, EXCERPT_BYTES));
  const digits = some.toString('hex').replaceAll(/(..)(?=.)/g, '$1 ');
  const ascii = some.toString('latin1').replaceAll(/[^ -~]/g, '.');
  return `${digits}  ${ascii}`;
}
