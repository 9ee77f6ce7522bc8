/**
 * Runs in `node --predictable`, started by `take-code-cache.ts`: reads the code cache of an app and writes it
 * again, without running the app. V8 numbers all functions of a process in the order in which it creates them,
 * those of Node included, and writes these numbers into the cache. That order depends on which of several
 * answers, files or timers came first. A process that reads a cache numbers its functions again, in the order
 * of the cache. Any failure ends the process before it writes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { renderScript } from '../../formats/app-file/script.ts';
import { APP_FILE } from '../../node/runtime/layout.ts';
import { compileApp } from '../../node/runtime/start-app.ts';

const [, bundlePath = '', cachePath = '', resultPath = ''] = process.argv;
const text = renderScript(readFileSync(bundlePath)).toString();
const codeCache = readFileSync(cachePath);
const script = compileApp({ script: text, path: `/${APP_FILE}`, codeCache });
if (script.cachedDataRejected === true)
  throw new Error('V8 rejects the code cache that it has written');
writeFileSync(resultPath, script.createCachedData());
