import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Machine } from '../../formats/elf/elf.ts';
import { renderAppFile } from '../../formats/app-file/render-app-file.ts';
import { Fault } from '../../host/faults/fault.ts';
import { selectAddons } from '../../node/addons/select-addons.ts';
import { ASSETS } from '../../node/runtime/layout.ts';
import type { PlannedAddon } from '../../node/runtime/planned-addon.ts';
import { takeCodeCache, type WarmUp } from './take-code-cache.ts';

const TOOLS_FOLDER = join(import.meta.dirname, '../../..');

/** What the bundle stage has made of an app. */
export interface BuiltApp {
  readonly appFile: Buffer;
  /** The pack of its files; undefined for an app without files. */
  readonly files: Uint8Array | undefined;
  /** The native addons in the pack. */
  readonly addons: readonly PlannedAddon[];
}

/**
 * Builds the app file of a bundle, and selects the files for a processor from the pack in the same folder.
 *
 * @param warmUp Undefined for an app without a code cache.
 * @throws {Fault} `APP_MISSING`, `WARM_UP_FAILED`, those of `selectAddons`.
 */
export function buildAppFile(
  bundlePath: string,
  machine: Machine,
  warmUp: WarmUp | undefined,
): BuiltApp {
  if (!existsSync(bundlePath)) throw new Fault('APP_MISSING', { path: bundlePath });
  const source = readFileSync(bundlePath);
  const filesPath = join(dirname(bundlePath), ASSETS.files);
  const selected = existsSync(filesPath)
    ? selectAddons(readFileSync(filesPath), machine, TOOLS_FOLDER)
    : { files: undefined, addons: [] };
  const codeCache = warmUp && takeCodeCache({ path: bundlePath, source, ...selected }, warmUp);
  return { appFile: renderAppFile(source, codeCache), ...selected };
}
