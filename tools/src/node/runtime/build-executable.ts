import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runPrograms } from '../../host/run-programs.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { selectLocales, type IcuSizes, type Locales } from '../icu/select-locales.ts';
import { planSelfContained, type Plan } from '../self-contained/plan-self-contained.ts';
import { readIngredients } from '../self-contained/read-ingredients.ts';
import { renderSelfContained } from '../self-contained/render-self-contained.ts';
import { writeExecutable } from '../self-contained/write-executable.ts';
import { bundleScript } from './bundle-script.ts';

export interface ExecutableParts {
  /** The official Node binary for any processor, a copy of which is built on; `findShippedNode` finds it. */
  readonly nodePath: string;
  /** The app file to embed; without one the executable reads the file beside itself, its own name plus `.app`. */
  readonly appFile?: Uint8Array | undefined;
  /** The document of what all of it is made of, for whoever has nothing but the program. */
  readonly sbom?: Uint8Array | undefined;
  /** What `Intl` is to know; by default all that Node knows. */
  readonly locales?: Locales | undefined;
}

/** The plan of an executable, and what became of Node's ICU data where locales were chosen. */
export interface ExecutablePlan extends Plan {
  readonly icu: IcuSizes | undefined;
}

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.ts');
const TOOLS_FOLDER = join(import.meta.dirname, '../../..');

/**
 * Builds a self-contained executable of Node, the bootstrap and perhaps an app, and writes it.
 *
 * @returns What the file is made of.
 * @throws {Fault} those of `planExecutable`; the file at `path` is then as it was before.
 */
export function buildExecutable(path: string, parts: ExecutableParts): ExecutablePlan {
  mkdirSync(dirname(path), { recursive: true });
  const plan = planExecutable(dirname(path), parts);
  writeExecutable(path, renderSelfContained(plan));
  return plan;
}

/**
 * Plans a self-contained executable. Its bytes depend on Node, the locales, the locked libraries, the
 * stub, the bootstrap and the app only: Node records the names of its inputs as given, so they are given
 * relative to a folder that holds nothing else.
 *
 * @param folder Where there is room for a single-executable application, which does not stay.
 * @throws {Fault} `PROGRAM_FAILED` from Node; those of `selectLocales`, `readIngredients` and
 *   `planSelfContained`.
 * @see https://nodejs.org/docs/latest-v26.x/api/single-executable-applications.html
 */
export function planExecutable(folder: string, parts: ExecutableParts): ExecutablePlan {
  const inputs = mkdtempSync(join(folder, '.executable-'));
  try {
    writeFileSync(join(inputs, 'bootstrap.cjs'), bundleScript(BOOTSTRAP));
    const assets = selectAssets(parts);
    for (const [name, bytes] of assets) writeFileSync(join(inputs, name), bytes);
    const configuration = configureExecutable(parts.nodePath, [...assets.keys()]);
    writeFileSync(join(inputs, 'sea.json'), JSON.stringify(configuration));
    runNode(inputs);
    const complete = parseElf(readFileSync(join(inputs, 'executable')), parts.nodePath);
    const { application, icu } = selectLocales(complete, parts.locales ?? 'all');
    return { ...planSelfContained(readIngredients(application, TOOLS_FOLDER)), icu };
  } finally {
    rmSync(inputs, { recursive: true });
  }
}

/** What lies in the executable by name, beside the bootstrap. */
function selectAssets({ appFile, sbom }: ExecutableParts): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ...(appFile === undefined ? [] : ([['server.app', appFile]] as const)),
    ...(sbom === undefined ? [] : ([['sbom.cdx.json', sbom]] as const)),
  ]);
}

/**
 * Share of the memory, that of the container where it has a limit, which the heap may take. Left alone,
 * V8 takes 262 MiB in a container of 256, whose kernel then kills the process without a word; the other
 * half is for buffers, threads and code.
 */
const HEAP_PERCENTAGE = 50;

/**
 * Megabytes of one half of the space for young objects. V8 lets it grow to 32 under load, which was
 * 40 MB more memory for a server of small requests, and no request more per second of processor time.
 */
const SEMI_SPACE_MEGABYTES = 8;

/**
 * The single-executable configuration. `execArgvExtension: none` keeps NODE_OPTIONS of the host out;
 * without the option for OpenSSL, its openssl.cnf is read, and below /proc/self nobody can make one.
 */
function configureExecutable(nodePath: string, assetNames: readonly string[]): object {
  return {
    main: 'bootstrap.cjs',
    output: 'executable',
    executable: nodePath,
    disableExperimentalSEAWarning: true,
    execArgv: [
      '--openssl-config=/proc/self/no-openssl.cnf',
      `--max-old-space-size-percentage=${HEAP_PERCENTAGE}`,
      `--max-semi-space-size=${SEMI_SPACE_MEGABYTES}`,
      '--disable-sigusr1', // the signal would open the inspector, which runs any code it is sent
    ],
    execArgvExtension: 'none',
    useCodeCache: false,
    assets: {
      'bootstrap.cjs': 'bootstrap.cjs', // for the threads of the app
      ...Object.fromEntries(assetNames.map((name) => [name, name])),
    },
  };
}

/** The empty environment keeps NODE_OPTIONS and the like out of the build. */
function runNode(folder: string): void {
  const args = ['--build-sea', 'sea.json'];
  runPrograms([{ command: process.execPath, args, cwd: folder }], {});
}
