import { existsSync, readFileSync } from 'node:fs';
import { renderAppFile } from '../../formats/app-file/render-app-file.ts';
import { Fault } from '../../host/faults/fault.ts';
import { takeCodeCache, type WarmUp } from './take-code-cache.ts';

/**
 * Builds the app file of a bundle.
 *
 * @param warmUp Undefined for an app without a code cache.
 * @throws {Fault} `APP_MISSING`, `WARM_UP_FAILED`.
 */
export function buildAppFile(bundlePath: string, warmUp: WarmUp | undefined): Buffer {
  if (!existsSync(bundlePath)) throw new Fault('APP_MISSING', { path: bundlePath });
  const source = readFileSync(bundlePath);
  return renderAppFile(source, warmUp && takeCodeCache({ path: bundlePath, source }, warmUp));
}
