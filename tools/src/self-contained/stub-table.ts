/** What the stub has to know; it lies right behind the stub's last byte. */
export interface StubTable {
  readonly applicationEntry: number;
  /** Where the application's own program headers are mapped. */
  readonly applicationHeaders: number;
  readonly applicationHeaderCount: number;
  readonly loaderBase: number;
  readonly loaderEntry: number;
  /** In the order in which ld.so is to load them. */
  readonly libraries: readonly EmbeddedLibrary[];
}

/** A library as it lies in the file, byte for byte. */
export interface EmbeddedLibrary {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

const HEAD_BYTES = 6 * 8;
/** `name` of `struct library` in stub.c, the NUL included. */
const NAME_BYTES = 48;
const LIBRARY_BYTES = 2 * 8 + NAME_BYTES;

/** The longest name of a library that the table can hold. */
export const LIBRARY_NAME_MAX_BYTES = NAME_BYTES - 1;

export function stubTableBytes(libraryCount: number): number {
  return HEAD_BYTES + libraryCount * LIBRARY_BYTES;
}

/** Renders `table` of stub.c: 64-bit little-endian words, names closed by NUL. */
export function renderStubTable(table: StubTable): Uint8Array {
  const head = renderWords([
    table.applicationEntry,
    table.applicationHeaders,
    table.applicationHeaderCount,
    table.loaderBase,
    table.loaderEntry,
    table.libraries.length,
  ]);
  return Buffer.concat([head, ...table.libraries.map(renderLibrary)]);
}

function renderLibrary({ name, offset, sizeBytes }: EmbeddedLibrary): Uint8Array {
  const text = Buffer.alloc(NAME_BYTES);
  text.write(name, 'latin1');
  return Buffer.concat([renderWords([offset, sizeBytes]), text]);
}

function renderWords(words: readonly number[]): Uint8Array {
  return Buffer.from(BigUint64Array.from(words, BigInt).buffer);
}
