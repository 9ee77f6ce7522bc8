/**
 * The main script of the runtime: Node runs it before any code of an app. It contains no app. It runs the
 * app that is embedded in the executable (host binary), or else the app file of the image, so that both
 * shapes run the same bundle on the same runtime. Worker threads of the app start here too.
 */
import { readFileSync } from 'node:fs';
import { createRequire, runMain } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { getAsset, getAssetKeys, getRawAsset } from 'node:sea';
import { debuglog } from 'node:util';
import { compileFunction } from 'node:vm';
import { parseAppFile, type AppFile } from '../../formats/app-file/parse-app-file.ts';
import { adoptWorkers } from './adopt-workers.ts';
import { describeUnreadable } from './describe-unreadable.ts';
import { APP_FILE, ASSETS, CODE_CACHE_CHECK, PROGRAM } from './layout.ts';
import { VFS_OPTION } from './node-vfs.ts';
import { compileApp, runApp } from './start-app.ts';

/** What a thread leaves in the text of one that it starts. */
interface Given {
  /** The script to run instead of the app. */
  readonly script?: string;
  readonly workingFolder?: string;
}

const GIVEN = 'tscratch.thread';

const given = takeGiven();
const assets = getAssetKeys();
const isEmbedded = assets.includes(ASSETS.app);
/** Where the files of an embedded app are; undefined if it has none. */
const root = assets.includes(ASSETS.files) ? mountFiles() : undefined;
const path = isEmbedded ? findEmbedded() : findAppFile();

/** Undefined for a process. */
function takeGiven(): Given | undefined {
  const name = Symbol.for(GIVEN);
  const found = (globalThis as Record<symbol, unknown>)[name] as Given | undefined;
  Reflect.deleteProperty(globalThis, name);
  return found;
}

type MountFunction = (require: NodeJS.Require, mounted: { root: string }) => void;

/** Mounts the files of the app in this thread. Only an app with files contains the code for it. */
function mountFiles(): string {
  const text = getAsset(ASSETS.mountFiles, 'utf8');
  const run = compileFunction(text, ['require', 'mounted']) as MountFunction;
  const mounted = { root: '', workingFolder: given?.workingFolder };
  run(createRequire(process.execPath), mounted);
  return mounted.root;
}

/** The path that an embedded app sees as its own: in the folder of its files, as in an image. */
function findEmbedded(): string {
  return root === undefined ? `${process.execPath}.app` : join(root, ASSETS.app);
}

/** Finds the file in the same tree as the program: in an image, and in its files unpacked in any folder. */
function findAppFile(): string {
  const root = join(process.execPath, ...PROGRAM.split('/').map(() => '..'));
  return join(root, APP_FILE);
}

function start(): void {
  prepareProcess();
  // child_process.fork() and cluster pass the script as the first argument, as under plain Node.
  if (given?.script !== undefined) startThread(given.script);
  else if (process.connected && isScript(process.argv[2])) startScript();
  else startApp();
}

function prepareProcess(): void {
  adoptWorkers({ render: renderThread, execArgv: root === undefined ? [] : [VFS_OPTION] });
  // Libraries take an unset variable for a development machine: slower, and with stacks in answers.
  // eslint-disable-next-line no-restricted-properties -- part of the runtime, below any app
  process.env['NODE_ENV'] ??= 'production';
  // These options are part of the executable: fork() and cluster would pass them to a child as arguments.
  process.execArgv = [];
}

function startApp(): void {
  const app = readApp();
  if (app === undefined) return;
  const { codeCache } = app;
  const { buffer, byteOffset, length } = app.script;
  const text = Buffer.from(buffer, byteOffset, length).toString();
  const script = compileApp({ script: text, path, codeCache });
  report(app, script.cachedDataRejected);
  // eslint-disable-next-line no-restricted-properties -- part of the runtime, below any app
  if (process.env['NODE_DEBUG'] === CODE_CACHE_CHECK) return;
  if (process.argv[2] === path) process.argv.splice(2, 1);
  runApp(script, path);
}

/** Tells whether a path is a script among the files of the app. */
function isScript(script: string | undefined): boolean {
  const folder = root ?? (isEmbedded ? undefined : dirname(path));
  return script !== path && folder !== undefined && script?.startsWith(join(folder, '/')) === true;
}

/** Starts a script like `node SCRIPT`. */
function startScript(): void {
  process.argv.splice(1, 1);
  runMain();
}

/** Starts a script like `new Worker(SCRIPT)`. */
function startThread(script: string): void {
  process.argv[1] = script;
  runMain();
}

/** Renders the text of a thread: the app itself, or a script among its files, which no thread sees before it mounts them. */
function renderThread(started: string): string | undefined {
  const script = started === path ? undefined : started;
  if (script !== undefined && (root === undefined || !isScript(script))) return undefined;
  const handed: Given = { workingFolder: resolve(), ...(script !== undefined && { script }) };
  const leave = `globalThis[Symbol.for('${GIVEN}')]=${JSON.stringify(handed)}`;
  return `${leave};${getAsset(ASSETS.bootstrap, 'utf8')}`;
}

function readApp(): AppFile | undefined {
  try {
    return parseAppFile(readBytes());
  } catch (error) {
    const { exitCode, sentence } = describeUnreadable(path, error);
    process.exitCode = exitCode;
    process.stderr.write(`${sentence}\n`);
    return undefined;
  }
}

function readBytes(): Uint8Array {
  return isEmbedded ? new Uint8Array(getRawAsset(ASSETS.app)) : readFileSync(path);
}

/** With `NODE_DEBUG=code-cache`, reports whether V8 accepted the code cache; the build checks each artefact. */
function report({ sourceSha256 }: AppFile, isRejected: boolean | undefined): void {
  const log = debuglog('code-cache');
  if (!log.enabled) return;
  const verdict = isRejected === undefined ? 'absent' : isRejected ? 'rejected' : 'accepted';
  log('%s, source sha256:%s', verdict, Buffer.from(sourceSha256).toString('hex'));
}

start();
