import { renameSync, rmSync } from 'node:fs';
import { buildAppFile } from '../../app/code-cache/build-app-file.ts';
import { checkCodeCache } from '../../app/code-cache/check-code-cache.ts';
import type { WarmUp } from '../../app/code-cache/take-code-cache.ts';
import type { Machine } from '../../formats/elf/elf.ts';
import { readMachine } from '../../formats/elf/read-machine.ts';
import type { Locales } from '../../node/icu/select-locales.ts';
import {
  buildExecutable,
  type ExecutablePlan,
  planExecutable,
} from '../../node/runtime/build-executable.ts';
import type { PlannedAddon } from '../../node/runtime/planned-addon.ts';

export interface BinaryParts {
  readonly nodePath: string;
  readonly bundlePath: string;
  /** The SBOM document. */
  readonly sbom: Uint8Array;
  readonly warmUp: WarmUp | undefined;
  /** Locales for `Intl`; by default all locales of Node. */
  readonly locales?: Locales | undefined;
}

export interface Binary {
  readonly plan: ExecutablePlan;
  /** The embedded app file. */
  readonly appFile: Buffer;
  /** The embedded pack of the app's files; undefined for an app without files. */
  readonly files: Uint8Array | undefined;
  /** The native addons in the pack. */
  readonly addons: readonly PlannedAddon[];
}

/**
 * Builds the host binary of a bundle, and starts it once to check that V8 accepts its code cache.
 *
 * @throws {Fault} those of its parts; the file at `path` is unchanged then.
 */
export async function buildBinary(path: string, parts: BinaryParts): Promise<Binary> {
  const { nodePath, bundlePath, sbom, warmUp, locales } = parts;
  const { appFile, ...content } = buildAppFile(bundlePath, machineOf(nodePath), warmUp);
  const candidate = `${path}.unchecked`;
  try {
    const plan = buildExecutable(candidate, { nodePath, appFile, ...content, sbom, locales });
    if (warmUp) await checkCodeCache({ executablePath: candidate, appFile }, warmUp);
    renameSync(candidate, path);
    return { plan, appFile, ...content };
  } finally {
    rmSync(candidate, { force: true });
  }
}

/**
 * Plans the exact bytes that `buildBinary` writes, without writing them.
 *
 * @param folder Folder for temporary files.
 */
export function planBinary(folder: string, parts: BinaryParts): ExecutablePlan {
  const { nodePath, bundlePath, sbom, warmUp, locales } = parts;
  const app = buildAppFile(bundlePath, machineOf(nodePath), warmUp);
  return planExecutable(folder, { nodePath, ...app, sbom, locales });
}

function machineOf(nodePath: string): Machine {
  const machine = readMachine(nodePath);
  if (machine === undefined) throw new TypeError(`${nodePath} is not Node`);
  return machine;
}
