/** The data for the stub, directly after its last byte. */
export interface StubTable {
  readonly applicationEntry: number;
  /** Address of the program headers of the application. */
  readonly applicationHeaders: number;
  readonly applicationHeaderCount: number;
  readonly loaderBase: number;
  readonly loaderEntry: number;
  /** Address from which the application takes that of raise(3); 0 if it does not call it. */
  readonly raiseSlot: number;
  /** Address of the digits of the option that limits the heap; 0 if the application has none. */
  readonly heapShare: number;
  /** In the order in which ld.so must load them. */
  readonly libraries: readonly EmbeddedLibrary[];
  /** Names of the empty memory files that the stub makes, for native addons. */
  readonly memoryFiles: readonly string[];
}

/** A library in the file, byte for byte. */
export interface EmbeddedLibrary {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

const HEAD_BYTES = 9 * 8;
/** `name` of `struct library` and `struct memory_file` in stub.c, the NUL included. */
const NAME_BYTES = 48;
const LIBRARY_BYTES = 2 * 8 + NAME_BYTES;

/** The longest name of a library or a memory file that fits the table. */
export const STUB_NAME_MAX_BYTES = NAME_BYTES - 1;

export function stubTableBytes(libraryCount: number, memoryFileCount: number): number {
  return HEAD_BYTES + libraryCount * LIBRARY_BYTES + memoryFileCount * NAME_BYTES;
}

/** Renders `table` of stub.c: 64-bit little-endian words, names terminated by NUL. */
export function renderStubTable(table: StubTable): Uint8Array {
  const head = renderWords([
    table.applicationEntry,
    table.applicationHeaders,
    table.applicationHeaderCount,
    table.loaderBase,
    table.loaderEntry,
    table.raiseSlot,
    table.heapShare,
    table.libraries.length,
    table.memoryFiles.length,
  ]);
  const names = table.memoryFiles.map(renderName);
  return Buffer.concat([head, ...table.libraries.map(renderLibrary), ...names]);
}

function renderLibrary({ name, offset, sizeBytes }: EmbeddedLibrary): Uint8Array {
  return Buffer.concat([renderWords([offset, sizeBytes]), renderName(name)]);
}

function renderName(name: string): Uint8Array {
  const text = Buffer.alloc(NAME_BYTES);
  text.write(name, 'latin1');
  return text;
}

function renderWords(words: readonly number[]): Uint8Array {
  return Buffer.from(BigUint64Array.from(words, BigInt).buffer);
}

/**
 * Parses the table of an executable that `renderSelfContained` rendered.
 *
 * @param head The head of the file, which ends with the table.
 * @param headersAddress Address of the application's program headers. It identifies the table, whose
 *   length is not known in advance.
 * @returns Undefined if there is none.
 */
export function parseStubTable(head: Uint8Array, headersAddress: number): StubTable | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const word = (offset: number) => Number(view.getBigUint64(offset, true));
  for (let start = head.length - stubTableBytes(0, 0); start >= 0; start -= 8) {
    const [count, fileCount] = [word(start + 56), word(start + 64)];
    if (word(start + 8) !== headersAddress) continue;
    if (start + stubTableBytes(count, fileCount) !== head.length) continue;
    const filesStart = start + stubTableBytes(count, 0);
    return {
      applicationEntry: word(start),
      applicationHeaders: headersAddress,
      applicationHeaderCount: word(start + 16),
      loaderBase: word(start + 24),
      loaderEntry: word(start + 32),
      raiseSlot: word(start + 40),
      heapShare: word(start + 48),
      libraries: Array.from({ length: count }, (_, index) =>
        parseLibrary(head.subarray(start + HEAD_BYTES + index * LIBRARY_BYTES)),
      ),
      memoryFiles: Array.from({ length: fileCount }, (_, index) =>
        parseName(head.subarray(filesStart + index * NAME_BYTES)),
      ),
    };
  }
  return undefined;
}

function parseLibrary(bytes: Uint8Array): EmbeddedLibrary {
  const view = new DataView(bytes.buffer, bytes.byteOffset, LIBRARY_BYTES);
  return {
    name: parseName(bytes.subarray(2 * 8)),
    offset: Number(view.getBigUint64(0, true)),
    sizeBytes: Number(view.getBigUint64(8, true)),
  };
}

function parseName(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, NAME_BYTES)).toString('latin1');
  return text.slice(0, text.indexOf('\0'));
}
