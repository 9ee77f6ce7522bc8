import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderAppFile } from '../../formats/app-file/render-app-file.ts';
import { Fault } from '../../host/faults/fault.ts';
import { ASSETS } from '../../node/runtime/layout.ts';
import { takeCodeCache, type WarmUp } from './take-code-cache.ts';

/** What the bundle stage has made of an app. */
export interface BuiltApp {
  readonly appFile: Buffer;
  /** The pack of its files; undefined for an app without files. */
  readonly files: Buffer | undefined;
}

/**
 * Builds the app file of a bundle, and reads the pack of the app's files in the same folder.
 *
 * @param warmUp Undefined for an app without a code cache.
 * @throws {Fault} `APP_MISSING`, `WARM_UP_FAILED`.
 */
export function buildAppFile(bundlePath: string, warmUp: WarmUp | undefined): BuiltApp {
  if (!existsSync(bundlePath)) throw new Fault('APP_MISSING', { path: bundlePath });
  const source = readFileSync(bundlePath);
  const filesPath = join(dirname(bundlePath), ASSETS.files);
  const files = existsSync(filesPath) ? readFileSync(filesPath) : undefined;
  const codeCache = warmUp && takeCodeCache({ path: bundlePath, source, files }, warmUp);
  return { appFile: renderAppFile(source, codeCache), files };
}
