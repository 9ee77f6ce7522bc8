import { MAGIC, OFFSETS, parseAppFile } from '../../formats/app-file/parse-app-file.ts';
import { SCOPE } from '../../formats/app-file/script.ts';
import { locateInBundle } from './locate-in-bundle.ts';
import { cutFields, renderLittleEndian, type Field, type Format } from './part.ts';

const FIELDS: readonly Field[] = [
  { name: 'magic', offset: 0, sizeBytes: MAGIC.length },
  {
    name: 'size of the code cache',
    offset: OFFSETS.codeCacheSize,
    sizeBytes: 4,
    renderValue: renderLittleEndian,
  },
  {
    name: 'size of the bundle',
    offset: OFFSETS.sourceSize,
    sizeBytes: 4,
    renderValue: renderLittleEndian,
  },
  { name: 'SHA-256 of the bundle', offset: OFFSETS.sourceSha256, sizeBytes: 32 },
];

/** An app file: the bundle, its code cache, and their sizes and digest. */
export const appFileFormat: Format = {
  name: 'app file',
  recognises: (bytes) => Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') === MAGIC,
  parse: (bytes) => {
    const { source, codeCache } = parseAppFile(bytes);
    const offset = OFFSETS.codeCache + codeCache.length;
    const [start, end] = SCOPE;
    const around = [
      { name: 'start of the scope', offset: 0, sizeBytes: start.length },
      { name: 'end of the scope', offset: start.length + source.length, sizeBytes: end.length },
    ];
    return [
      {
        name: 'bundle',
        offset: offset + start.length,
        bytes: source,
        locate: (at) => locateInBundle(source, at),
      },
      { name: 'code cache', offset: OFFSETS.codeCache, bytes: codeCache, isOpaque: true },
      ...cutFields(bytes, 0, FIELDS),
      ...cutFields(bytes, offset, around),
    ];
  },
};
