/**
 * The main script of the runtime, which `/server` runs before any code of an app. It contains no app: it
 * runs the app embedded in the executable (host binary), or else the app file next to it (image), so
 * that both shapes run the same bundle on the same runtime. Worker threads of the app start here too.
 */
import { readFileSync } from 'node:fs';
import { getAsset, getAssetKeys, getRawAsset } from 'node:sea';
import { debuglog } from 'node:util';
import { parseAppFile, type AppFile } from '../../formats/app-file/parse-app-file.ts';
import { adoptWorkers } from './adopt-workers.ts';
import { compileApp, runApp } from './start-app.ts';

const path = `${process.execPath}.app`;

/** Exit codes of sysexits(3). */
const EX = { DATAERR: 65, NOINPUT: 66 } as const;

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
  // These options come from the configuration, not from the caller: fork() and cluster would pass
  // them to a child as arguments.
  process.execArgv = [];
  // child_process.fork(__filename) and cluster pass the script first, as for a plain Node.
  if (process.argv[2] === path) process.argv.splice(2, 1);
  runApp(script, path);
}

function readApp(): AppFile | undefined {
  try {
    return parseAppFile(readBytes());
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    process.exitCode = code === undefined ? EX.DATAERR : EX.NOINPUT;
    process.stderr.write(
      code === undefined
        ? `Cannot run "${path}": ${message}; install the program again\n`
        : `Cannot read "${path}": ${code}; put the app file there\n`,
    );
    return undefined;
  }
}

function readBytes(): Uint8Array {
  if (getAssetKeys().includes('server.app')) return new Uint8Array(getRawAsset('server.app'));
  return readFileSync(path);
}

/** With `NODE_DEBUG=code-cache`, reports whether V8 accepted the code cache; the build checks each artefact. */
function report({ sourceSha256 }: AppFile, isRejected: boolean | undefined): void {
  const log = debuglog('code-cache');
  if (!log.enabled) return;
  const verdict = isRejected === undefined ? 'absent' : isRejected ? 'rejected' : 'accepted';
  log('%s, source sha256:%s', verdict, Buffer.from(sourceSha256).toString('hex'));
}

start();
