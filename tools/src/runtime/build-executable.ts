import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { Fault } from '../fault/fault.ts';
import { runPrograms } from '../program/run-programs.ts';

export interface ExecutableParts {
  /** The official Node binary: it builds, and a copy of it is what is built on. */
  readonly nodePath: string;
  /** The app's bundle to embed; without one the executable runs the file `app.cjs` beside itself. */
  readonly appPath?: string | undefined;
}

const BOOTSTRAP = join(import.meta.dirname, 'bootstrap.ts');

/**
 * Builds a single-executable application of Node and the bootstrap. The bytes depend on Node, the
 * bootstrap and the app only: Node records the names of its inputs as given, so they are given
 * relative to a folder that holds nothing else.
 *
 * @throws {Fault} `APP_MISSING`, `PROGRAM_FAILED`; the file at `path` is then as it was before.
 * @see https://nodejs.org/docs/latest-v26.x/api/single-executable-applications.html
 */
export function buildExecutable(path: string, { nodePath, appPath }: ExecutableParts): void {
  if (appPath !== undefined && !existsSync(appPath))
    throw new Fault('APP_MISSING', { path: appPath });
  mkdirSync(dirname(path), { recursive: true });
  const folder = mkdtempSync(`${path}.building-`);
  try {
    writeFileSync(join(folder, 'bootstrap.cjs'), renderBootstrap());
    if (appPath !== undefined) writeFileSync(join(folder, 'app.cjs'), readFileSync(appPath));
    writeFileSync(join(folder, 'sea.json'), JSON.stringify(planExecutable({ nodePath, appPath })));
    runNode(nodePath, folder);
    renameSync(join(folder, 'executable'), path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The single-executable configuration. `execArgvExtension: none` keeps NODE_OPTIONS of the host out. */
function planExecutable({ nodePath, appPath }: ExecutableParts): object {
  return {
    main: 'bootstrap.cjs',
    output: 'executable',
    executable: nodePath,
    disableExperimentalSEAWarning: true,
    execArgvExtension: 'none',
    useCodeCache: false,
    ...(appPath !== undefined && { assets: { 'app.cjs': 'app.cjs' } }),
  };
}

function renderBootstrap(): string {
  const source = readFileSync(BOOTSTRAP, 'utf8');
  return transformSync(source, { loader: 'ts', format: 'cjs', target: 'node26' }).code;
}

/** The empty environment keeps NODE_OPTIONS and the like out of the build. */
function runNode(nodePath: string, folder: string): void {
  runPrograms([{ command: nodePath, args: ['--build-sea', 'sea.json'], cwd: folder, env: {} }]);
}
