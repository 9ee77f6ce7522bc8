/**
 * The main script of the runtime: Node runs it before any code of an app. It contains no app. It runs the
 * app that is embedded in the executable (host binary), or else the app file of the image, so that both
 * shapes run the same bundle on the same runtime. Worker threads of the app start here too.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAsset, getAssetKeys, getRawAsset } from 'node:sea';
import { debuglog } from 'node:util';
import { parseAppFile, type AppFile } from '../../formats/app-file/parse-app-file.ts';
import { adoptWorkers } from './adopt-workers.ts';
import { describeUnreadable } from './describe-unreadable.ts';
import { APP_FILE, PROGRAM } from './layout.ts';
import { compileApp, runApp } from './start-app.ts';

const isEmbedded = getAssetKeys().includes('server.app');
const path = isEmbedded ? `${process.execPath}.app` : findAppFile();

/** Finds the file in the same tree as the program: in an image, and in its files unpacked in any folder. */
function findAppFile(): string {
  const root = join(process.execPath, ...PROGRAM.split('/').map(() => '..'));
  return join(root, APP_FILE);
}

function start(): void {
  const app = readApp();
  if (app === undefined) return;
  const { codeCache } = app;
  const source = Buffer.from(
    app.source.buffer,
    app.source.byteOffset,
    app.source.length,
  ).toString();
  const script = compileApp({ source, path, codeCache });
  report(app, script.cachedDataRejected);
  adoptWorkers(path, () => getAsset('bootstrap.cjs', 'utf8'));
  // These options are part of the executable: fork() and cluster would pass them to a child as arguments.
  process.execArgv = [];
  // child_process.fork(__filename) and cluster pass the script as the first argument, as under plain Node.
  if (process.argv[2] === path) process.argv.splice(2, 1);
  runApp(script, path);
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
  return isEmbedded ? new Uint8Array(getRawAsset('server.app')) : readFileSync(path);
}

/** With `NODE_DEBUG=code-cache`, reports whether V8 accepted the code cache; the build checks each artefact. */
function report({ sourceSha256 }: AppFile, isRejected: boolean | undefined): void {
  const log = debuglog('code-cache');
  if (!log.enabled) return;
  const verdict = isRejected === undefined ? 'absent' : isRejected ? 'rejected' : 'accepted';
  log('%s, source sha256:%s', verdict, Buffer.from(sourceSha256).toString('hex'));
}

start();
