import { cutPart, renderLittleEndian, type Format, type Part } from './part.ts';
import { locateInBundle } from './locate-in-bundle.ts';

/** `kMagic` of src/node_sea.cc, little-endian. */
const MAGIC = Buffer.from([0x20, 0xda, 0x43, 0x01]);

/** `SeaFlags` of src/node_sea.h. */
const FLAGS = { CODE_CACHE: 4, ASSETS: 8, ARGUMENTS: 16 } as const;

const WORD_BYTES = 8;

/**
 * The data that Node reads from its own executable: the main script, the assets and the arguments. Strings
 * follow their size, which has 64 bits, and have no NUL.
 *
 * @see https://github.com/nodejs/node/blob/v26.x/src/node_sea.cc `SeaSerializer::Write`
 */
export const seaBlobFormat: Format = {
  name: 'SEA blob',
  recognises: (bytes) => MAGIC.equals(bytes.subarray(0, MAGIC.length)),
  parse: (bytes) => {
    const reader = new PartReader(bytes);
    reader.number('magic', 4);
    const flags = reader.number('flags', 4);
    reader.number('extension of the arguments', 1);
    reader.number('format of the main script', 1);
    reader.string('path of the main script');
    reader.string('main script', locateInBundle);
    if (flags & FLAGS.CODE_CACHE) reader.string('code cache');
    if (flags & FLAGS.ASSETS) readAssets(reader);
    if (flags & FLAGS.ARGUMENTS) readArguments(reader);
    return reader.parts;
  },
};

function readAssets(reader: PartReader): void {
  const count = reader.number('number of assets', WORD_BYTES);
  for (let index = 1; index <= count; index += 1) {
    const name = reader.string(`name of asset ${index}`);
    reader.string(name, /\.c?js$/.test(name) ? locateInBundle : undefined);
  }
}

function readArguments(reader: PartReader): void {
  const count = reader.number('number of arguments', WORD_BYTES);
  for (let index = 1; index <= count; index += 1) reader.string(`argument ${index}`);
}

/** Cuts parts off the front, one after the other. */
class PartReader {
  readonly #strings: Part[] = [];
  readonly #numbers: Part[] = [];
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The strings come first, because their sizes follow from them. */
  get parts(): readonly Part[] {
    return [...this.#strings, ...this.#numbers];
  }

  number(name: string, sizeBytes: number): number {
    const part = this.#cut(sizeBytes, { name, renderValue: renderLittleEndian });
    this.#numbers.push(part);
    return Number(renderLittleEndian(part.bytes));
  }

  string(name: string, locate?: (bytes: Uint8Array, offset: number) => readonly string[]): string {
    const sizeBytes = this.number(`size of ${name}`, WORD_BYTES);
    const { bytes, ...part } = this.#cut(sizeBytes, { name });
    const place = locate && { locate: (at: number) => locate(bytes, at) };
    this.#strings.push({ ...part, bytes, ...place });
    return Buffer.from(bytes).toString();
  }

  #cut(sizeBytes: number, part: Omit<Part, 'bytes' | 'offset'>): Part {
    const offset = this.#offset;
    this.#offset += sizeBytes;
    return cutPart(this.#bytes, { ...part, offset, end: this.#offset });
  }
}
