import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runPrograms } from '../program/run-programs.ts';
import { bundleScript } from './bundle-script.ts';

export interface ExecutableParts {
  /** The official Node binary: it builds, and a copy of it is what is built on. */
  readonly nodePath: string;
  /** The app file to embed; without one the executable reads the file beside itself, its own name plus `.app`. */
  readonly appFile?: Uint8Array | undefined;
}

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.ts');

/**
 * Builds a single-executable application of Node and the bootstrap. The bytes depend on Node, the
 * bootstrap and the app only: Node records the names of its inputs as given, so they are given
 * relative to a folder that holds nothing else.
 *
 * @throws {Fault} `PROGRAM_FAILED`; the file at `path` is then as it was before.
 * @see https://nodejs.org/docs/latest-v26.x/api/single-executable-applications.html
 */
export function buildExecutable(path: string, { nodePath, appFile }: ExecutableParts): void {
  mkdirSync(dirname(path), { recursive: true });
  const folder = mkdtempSync(`${path}.building-`);
  try {
    writeFileSync(join(folder, 'bootstrap.cjs'), bundleScript(BOOTSTRAP));
    if (appFile !== undefined) writeFileSync(join(folder, 'server.app'), appFile);
    writeFileSync(join(folder, 'sea.json'), JSON.stringify(planExecutable({ nodePath, appFile })));
    runNode(nodePath, folder);
    renameSync(join(folder, 'executable'), path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The single-executable configuration. `execArgvExtension: none` keeps NODE_OPTIONS of the host out. */
function planExecutable({ nodePath, appFile }: ExecutableParts): object {
  return {
    main: 'bootstrap.cjs',
    output: 'executable',
    executable: nodePath,
    disableExperimentalSEAWarning: true,
    execArgvExtension: 'none',
    useCodeCache: false,
    assets: {
      'bootstrap.cjs': 'bootstrap.cjs', // for the threads of the app
      ...(appFile !== undefined && { 'server.app': 'server.app' }),
    },
  };
}

/** The empty environment keeps NODE_OPTIONS and the like out of the build. */
function runNode(nodePath: string, folder: string): void {
  runPrograms([{ command: nodePath, args: ['--build-sea', 'sea.json'], cwd: folder, env: {} }]);
}
