import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/** Path of the source map of a bundle, in the same folder. */
export const mapOf = (bundlePath: string): string => `${bundlePath}.map`;

/**
 * Field of a source map that names its bundle: `sha256:` and the digest of all bytes, as the header of an app file
 * has it. Fields that begin with `x_` are free for generators.
 *
 * @see https://sourcemaps.info/spec.html#h.ghqpj1ytqjbm
 */
export const BUNDLE_FIELD = 'x_tscratch_bundle';

/** Fields of a source map that are read here. */
export interface SourceMapJson {
  readonly version: number;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
  readonly [BUNDLE_FIELD]?: string;
}

/**
 * Completes the source map that esbuild has written beside a bundle: its sources are relative to the workspace,
 * wherever the bundle is, and it names its bundle. It contains no text of the sources: those are in the commit, and so
 * the map of a release can be where the release is.
 */
export function completeMap(bundlePath: string, root: string, inputs: readonly string[]): void {
  const path = mapOf(bundlePath);
  const { version, sources, names, mappings } = JSON.parse(
    readFileSync(path, 'utf8'),
  ) as SourceMapJson;
  const known = new Set(inputs);
  const move = (source: string): string =>
    known.has(source) || isUrl(source) ? source : relative(root, resolve(dirname(path), source));
  const completed: SourceMapJson = {
    version,
    [BUNDLE_FIELD]: digestBundle(readFileSync(bundlePath)),
    sources: sources.map(move),
    names,
    mappings,
  };
  writeFileSync(path, JSON.stringify(completed));
}

export function digestBundle(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Another bundler's source, such as webpack:///src/main.ts, or a module that a plugin has made. */
function isUrl(source: string): boolean {
  return /^[a-z][\w+.-]+:/i.test(source);
}
