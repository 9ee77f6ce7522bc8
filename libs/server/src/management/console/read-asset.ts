import { readFileSync } from 'node:fs';
import { getAssetKeys, getRawAsset, isSea } from 'node:sea';
import { errnoOf } from '../../world/faults/fault.ts';

/** The files of the console's page. */
export type AssetName = 'console.html' | 'console.js' | 'console.css';

/** Returns a file of the page, compressed by gzip; undefined if the program has none. */
export type ReadAsset = (name: AssetName) => Uint8Array | undefined;

/** Codes of a place that has no such file; a bundle of another bundler may have no place at all. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ERR_INVALID_URL'];

/**
 * Reads a file of the page. A host binary has it as an asset, all others as a file beside this module: made by
 * `npx nx run server:console`, and listed in package.json, by which the build of an app finds it.
 */
export const readOwnAsset: ReadAsset = (name) => {
  const path = `assets/${name}.gz`;
  const keys = isSea() ? getAssetKeys() : [];
  const key = keys.find((it) => it.endsWith(`/console/${path}`));
  return key === undefined ? readBeside(path) : new Uint8Array(getRawAsset(key));
};

function readBeside(path: string): Uint8Array | undefined {
  const url = import.meta.url; // not in new URL(): webpack and Vite would look for files to bundle
  try {
    return readFileSync(new URL(path, url));
  } catch (error) {
    if (ABSENT.includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}
