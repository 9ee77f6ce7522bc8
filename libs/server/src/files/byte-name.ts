/**
 * A file name or path as the kernel has it: bytes, each as the character of the same number, as in Latin-1.
 * It need not be UTF-8. A string decoded as UTF-8 would not do: all malformed names would look the same.
 */
export type ByteName = string;

/** The encoding that Node calls `latin1`, by which its functions return a ByteName. */
export const BYTES = { encoding: 'latin1' } as const;

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes a percent-encoded name once: RFC 3986, section 2.1.
 *
 * @returns undefined if a percent sign is not followed by two hexadecimal digits.
 */
export function decodeName(encoded: string): ByteName | undefined {
  if (!encoded.includes('%')) return encoded;
  if (/%(?![\dA-Fa-f]{2})/.test(encoded)) return undefined;
  return encoded.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Percent-encodes a name, as encodeURIComponent does if the name is UTF-8. */
export function encodeName(name: ByteName): string {
  return name.replace(
    /[^\w\-.!~*'()]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Returns a name as text to show; percent-encoded if it is not UTF-8. */
export function textOf(name: ByteName): string {
  try {
    return UTF_8.decode(bytesOf(name));
  } catch {
    return encodeName(name);
  }
}

/** Returns a path as text to show, name by name. */
export function textOfPath(path: ByteName): string {
  return path.split('/').map(textOf).join('/');
}

/** Returns the bytes of a path for a system call. */
export function bytesOf(path: ByteName): Buffer {
  return Buffer.from(path, 'latin1');
}
