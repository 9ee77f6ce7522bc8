import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runPrograms } from '../../host/run-programs.ts';
import { sourcePath, TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { parsePack } from '../../formats/pack/parse-pack.ts';
import { contentOf, renderPack } from '../../formats/pack/render-pack.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { selectLocales, type IcuSizes, type Locales } from '../icu/select-locales.ts';
import { needAddonLibraries } from '../libraries/read-locked-libraries.ts';
import { renderHeapShare } from '../self-contained/heap-share.ts';
import { planSelfContained, type Plan } from '../self-contained/plan-self-contained.ts';
import { readIngredients } from '../self-contained/read-ingredients.ts';
import { renderSelfContained } from '../self-contained/render-self-contained.ts';
import { writeExecutable } from '../self-contained/write-executable.ts';
import { bundleScript } from './bundle-script.ts';
import { ASSETS } from './layout.ts';
import { VFS_OPTION } from './node-vfs.ts';
import type { PlannedAddon } from './planned-addon.ts';

export interface ExecutableParts {
  /** Path of the official Node binary, for any processor; the executable is built on a copy of it. */
  readonly nodePath: string;
  /** The app file to embed; without it, the executable runs the app file of its image. */
  readonly appFile?: Uint8Array | undefined;
  /** The pack of the app's files to embed; undefined for an app without files. */
  readonly files?: Uint8Array | undefined;
  /** The native addons among the files; by default none. */
  readonly addons?: readonly PlannedAddon[] | undefined;
  /** The SBOM, for users who have only the program. */
  readonly sbom?: Uint8Array | undefined;
  /** Locales for `Intl`; by default all locales of Node. */
  readonly locales?: Locales | undefined;
}

/** The plan of an executable, and the sizes of Node's ICU data if locales were selected. */
export interface ExecutablePlan extends Plan {
  readonly icu: IcuSizes | undefined;
}

const BOOTSTRAP = sourcePath(import.meta.dirname, 'bootstrap');
const MOUNT_FILES = sourcePath(import.meta.dirname, 'mount-embedded');
const MOUNT_WITH_ADDONS = sourcePath(import.meta.dirname, 'mount-with-addons');

/**
 * Builds a self-contained executable of Node, the bootstrap and optionally an app, and writes it.
 *
 * @returns The plan of the file.
 * @throws {Fault} those of `planExecutable`; the file at `path` is unchanged then.
 */
export function buildExecutable(path: string, parts: ExecutableParts): ExecutablePlan {
  mkdirSync(dirname(path), { recursive: true });
  const plan = planExecutable(dirname(path), parts);
  writeExecutable(path, renderSelfContained(plan));
  return plan;
}

/**
 * Plans a self-contained executable. Its bytes depend only on Node, the locales, the locked libraries,
 * the stub, the bootstrap, the app, its files and its addons: Node records the names of its inputs, so they are
 * relative to a folder that contains nothing else.
 *
 * @param folder Folder for temporary files, as large as the executable.
 * @throws {Fault} `PROGRAM_FAILED` from Node; those of `selectLocales`, `readIngredients` and
 *   `planSelfContained`.
 * @see https://nodejs.org/docs/latest-v26.x/api/single-executable-applications.html
 */
export function planExecutable(folder: string, parts: ExecutableParts): ExecutablePlan {
  const inputs = mkdtempSync(join(folder, '.executable-'));
  try {
    const assets = selectAssets(parts);
    for (const [name, bytes] of assets) {
      mkdirSync(join(inputs, dirname(name)), { recursive: true });
      writeFileSync(join(inputs, name), bytes);
    }
    const configuration = configureExecutable(parts.nodePath, [...assets.keys()]);
    writeFileSync(join(inputs, 'sea.json'), JSON.stringify(configuration));
    runNode(inputs);
    const complete = parseElf(readFileSync(join(inputs, 'executable')), parts.nodePath);
    const { application, icu } = selectLocales(complete, parts.locales ?? 'all');
    const wanting = needAddonLibraries(application, join(TOOLS_FOLDER, 'libraries'));
    const memoryFiles = listMemoryFiles(parts.addons ?? []);
    const ingredients = { ...readIngredients(wanting, TOOLS_FOLDER), memoryFiles };
    return { ...planSelfContained(ingredients), icu };
  } finally {
    rmSync(inputs, { recursive: true });
  }
}

/** Selects the assets of the executable, by name. */
function selectAssets(parts: ExecutableParts): ReadonlyMap<string, Uint8Array> {
  const { appFile, files, addons = [], sbom } = parts;
  return new Map([
    [ASSETS.bootstrap, Buffer.from(bundleScript(BOOTSTRAP))], // it is the main script, too
    ...(appFile === undefined ? [] : ([[ASSETS.app, appFile]] as const)),
    ...(sbom === undefined ? [] : ([[ASSETS.sbom, sbom]] as const)),
    ...(files === undefined ? [] : selectFiles(files, addons)),
  ]);
}

type NamedBytes = readonly (readonly [string, Uint8Array])[];

/** Selects the assets of a pack, by their paths, and what mounts its other files, if it has any. */
function selectFiles(pack: Uint8Array, addons: readonly PlannedAddon[]): NamedBytes {
  const all = parsePack(pack);
  const assets = all.filter(({ isAsset }) => isAsset);
  const others = all.filter(({ isAsset }) => !isAsset);
  const files = renderPack(new Map(others.map((file) => [file.path, contentOf(file)])));
  return [
    ...assets.map(({ path, bytes }) => [path, bytes] as const),
    ...(others.length === 0 ? [] : selectMounted(files, addons)),
  ];
}

function selectMounted(files: Uint8Array, addons: readonly PlannedAddon[]): NamedBytes {
  const script = addons.length === 0 ? MOUNT_FILES : MOUNT_WITH_ADDONS;
  const listed = [[ASSETS.addons, Buffer.from(JSON.stringify(addons))]] as const;
  return [
    [ASSETS.mountFiles, Buffer.from(bundleScript(script))],
    [ASSETS.files, files],
    ...(addons.length === 0 ? [] : listed),
  ];
}

/** Lists the names of the memory files of addons and their libraries, each once. */
function listMemoryFiles(addons: readonly PlannedAddon[]): readonly string[] {
  const objects = addons.flatMap((addon) => [...addon.libraries, addon]);
  return [...new Set(objects.map(({ memoryFile }) => memoryFile))];
}

/**
 * Share of the memory (of the container's limit, if there is one) that the heap may use. By default V8
 * uses 262 MiB in a container of 256 MiB, and the kernel then kills the process without a message. The
 * other half is for buffers, threads and code.
 */
const HEAP_PERCENTAGE = 50;

/**
 * Megabytes of one half of the space for young objects. V8 lets it grow to 32 under load, which costs a
 * server of small requests 36 MB of memory and gains 4 % of its processor time, the kernel's not counted. The 2 that V8 itself takes in
 * a container of 256 MB cost 5 to 8 %.
 */
const SEMI_SPACE_MEGABYTES = 8;

/**
 * Megabytes of that half at the start. With V8's 1, each thread of a server collects once before it is ready, which
 * takes a tenth of the processor time of the start and gains no memory.
 */
const FIRST_SEMI_SPACE_MEGABYTES = 2;

/**
 * Returns the single-executable configuration. `execArgvExtension: none` ignores NODE_OPTIONS of the
 * host. Without the option for OpenSSL, the host's openssl.cnf would be read; below /proc/self no file
 * can be created.
 */
function configureExecutable(nodePath: string, assetNames: readonly string[]): object {
  return {
    main: ASSETS.bootstrap,
    output: 'executable',
    executable: nodePath,
    disableExperimentalSEAWarning: true,
    execArgv: [
      '--openssl-config=/proc/self/no-openssl.cnf',
      renderHeapShare(HEAP_PERCENTAGE),
      `--max-semi-space-size=${SEMI_SPACE_MEGABYTES}`,
      `--min-semi-space-size=${FIRST_SEMI_SPACE_MEGABYTES}`,
      '--disable-sigusr1', // the signal would open the inspector, which runs any code it receives
      ...(assetNames.includes(ASSETS.files) ? [VFS_OPTION] : []),
    ],
    execArgvExtension: 'none',
    useCodeCache: false,
    assets: Object.fromEntries(assetNames.map((name) => [name, name])),
  };
}

/** Runs Node with an empty environment, so that NODE_OPTIONS and others do not affect the build. */
function runNode(folder: string): void {
  const args = ['--build-sea', 'sea.json'];
  runPrograms([{ command: process.execPath, args, cwd: folder }], {});
}
