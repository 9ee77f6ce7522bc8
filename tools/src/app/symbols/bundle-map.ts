import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { Fault } from '../../host/faults/fault.ts';
import { BUNDLE_FIELD, type SourceMapJson } from '../bundle/source-map.ts';

/** A place in a file; line and column count from 0, as in source maps and profiles. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A place in a source file. */
export interface Origin extends Place {
  /** Relative to the workspace. */
  readonly source: string;
}

/** The source map of a bundle, which counts how well the places that were looked up fit to it. */
export class BundleMap {
  readonly path: string;
  /** Digest of the bundle: sha256 and hexadecimal digits. */
  readonly bundleDigest: string;
  readonly #map: SourceMap;
  #looked = 0;
  #fitting = 0;

  constructor(path: string, json: SourceMapJson) {
    this.path = path;
    this.bundleDigest = json[BUNDLE_FIELD] ?? '';
    this.#map = new SourceMap(json as unknown as SourceMapPayload); // its type has fields that ECMA-426 leaves out
  }

  /**
   * Finds where a place of the bundle comes from; undefined outside of all sources.
   *
   * @param nameLength Length of the name of a function that begins there: V8 counts from its parameters.
   */
  find({ line, column }: Place, nameLength = 0): Origin | undefined {
    this.#looked += 1;
    const entry = this.#map.findEntry(line, column);
    if (!('originalSource' in entry) || entry.generatedLine !== line) return undefined;
    const distance = column - entry.generatedColumn;
    if (distance === 0 || distance === nameLength) this.#fitting += 1;
    const { originalSource: source, originalLine, originalColumn } = entry;
    return { source, line: originalLine, column: originalColumn };
  }

  /**
   * Checks that what was looked up is of this bundle: nearly all places that V8 names begin a symbol of the map, and
   * of the places in another bundle few do.
   *
   * @throws {Fault} `MAP_UNFIT`
   */
  checkFit(): void {
    const [places, fitting] = [this.#looked, this.#fitting];
    if (fitting * 2 < places) throw new Fault('MAP_UNFIT', { path: this.path, places, fitting });
  }
}

/**
 * Reads the source map of a bundle.
 *
 * @throws {Fault} `MAP_MISSING`, `MAP_FORMAT` for a file that is no source map of a bundle.
 */
export function readBundleMap(path: string): BundleMap {
  return new BundleMap(path, parseMap(path, readMap(path)));
}

function readMap(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new Fault('MAP_MISSING', { path, code }, { cause });
  }
}

function parseMap(path: string, text: string): SourceMapJson {
  const json = tryJson(text) as Partial<Record<keyof SourceMapJson, unknown>> | null | undefined;
  if (typeof json?.mappings !== 'string' || !Array.isArray(json.sources))
    throw new Fault('MAP_FORMAT', { path, found: 'it is no source map' });
  if (typeof json[BUNDLE_FIELD] !== 'string')
    throw new Fault('MAP_FORMAT', { path, found: `it has no "${BUNDLE_FIELD}"` });
  return json as SourceMapJson;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
