import { MAGIC, OFFSETS, parseAppFile, type AppFile } from './parse-app-file.ts';
import { SCOPE } from './script.ts';

/** Finds the app file in an executable, or at the start of bytes that are one; undefined if there is none. */
export function findAppFile(bytes: Buffer): AppFile | undefined {
  for (let at = bytes.indexOf(MAGIC); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    const found = tryParse(bytes.subarray(at));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The name of the format is also in the code that reads it. */
function tryParse(bytes: Buffer): AppFile | undefined {
  if (bytes.length < OFFSETS.codeCache) return undefined;
  const [cacheBytes, sourceBytes] = [OFFSETS.codeCacheSize, OFFSETS.sourceSize].map((at) =>
    bytes.readUInt32LE(at),
  ) as [number, number];
  const scriptAt = OFFSETS.codeCache + cacheBytes;
  const end = scriptAt + SCOPE[0].length + sourceBytes + SCOPE[1].length;
  const isScript = bytes.toString('latin1', scriptAt, scriptAt + SCOPE[0].length) === SCOPE[0];
  return isScript && end <= bytes.length ? parseAppFile(bytes.subarray(0, end)) : undefined;
}
