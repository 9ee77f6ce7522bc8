/**
 * The main script of the runtime: what `/server` runs before any code of an app. It holds no app; it
 * takes the one embedded in the executable (host binary) or else the file beside it (image), so that
 * both shapes run the same bundle on the same runtime.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { getAsset, getAssetKeys } from 'node:sea';
import { compileFunction, constants } from 'node:vm';

const APP_FILE = 'app.cjs';

/** EX_NOINPUT of sysexits(3). */
const EXIT_NO_INPUT = 66;

function readApp(path: string): string | undefined {
  if (getAssetKeys().includes(APP_FILE)) return getAsset(APP_FILE, 'utf8');
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    process.stderr.write(`Cannot read "${path}": ${code}; put the app's bundle there\n`);
    process.exitCode = EXIT_NO_INPUT;
    return undefined;
  }
}

/** Runs a CommonJS bundle as Node would run the file `path`: same scope, same require, same import(). */
function runApp(source: string, path: string): void {
  const module = { exports: {} };
  const run = compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename: path,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (...scope: readonly unknown[]) => void;
  run(module.exports, createRequire(path), module, path, dirname(path));
}

const path = join(dirname(process.execPath), APP_FILE);
const source = readApp(path);
if (source !== undefined) runApp(source, path);
