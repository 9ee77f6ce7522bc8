/**
 * Runs in `node --predictable`, started by `take-code-cache.ts`: starts an app like the bootstrap, sends
 * it the requests of the warm-up, and writes V8's code cache to a file. Any failure ends the process
 * before that, so without the file there is no cache.
 */
import { tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { get, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import timers from 'node:timers';
import { setFlagsFromString } from 'node:v8';
import { APP_FILE } from '../../node/runtime/layout.ts';
import { compileApp, runApp } from '../../node/runtime/start-app.ts';

/** Path that the app sees as its own, as in the image. The file does not exist. */
const APP_PATH = `/${APP_FILE}`;

/** The longest delay that Node accepts before it falls back to 1 ms; 24 days. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The compilers of V8 besides the interpreter. */
const COMPILERS = ['sparkplug', 'maglev', 'turbofan'];

const [bundlePath = '', cachePath = '', variables = '{}', ...urlPaths] = process.argv.splice(2);

// A garbage collection drops code that has not run recently, so its timing would affect the bytes.
setFlagsFromString('--no-flush-bytecode');
// Bits record which compilers a function was hot enough for, which depends on the machine's speed.
for (const compiler of COMPILERS) setFlagsFromString(`--no-${compiler}`);
keepVariables(JSON.parse(variables) as object);
holdIntervals();
holdObservers();
const source = readFileSync(bundlePath, 'utf8');
const script = compileApp({ source, path: APP_PATH, codeCache: new Uint8Array() });
const servers = collectServers(() => void warmUp());
runApp(script, APP_PATH);

/** Removes variables that an emulator, a shell or a preloaded library has added. */
function keepVariables(given: object): void {
  // eslint-disable-next-line no-restricted-properties -- a separate program, and this is its edge
  const { env } = process;
  for (const name of Object.keys(env)) if (!(name in given)) Reflect.deleteProperty(env, name);
}

/**
 * Prevents periodic timers of the app from firing. Whether a first tick falls into the start depends on
 * the speed and load of the machine, and its code would affect the bytes.
 */
function holdIntervals(): void {
  const { setInterval: start } = timers;
  const setInterval = (tick: () => void): NodeJS.Timeout => start(tick, LONGEST_DELAY_MS);
  for (const owner of [globalThis, timers]) Object.assign(owner, { setInterval });
}

/**
 * Prevents performance observers of the app from being called: whether a garbage collection happens before
 * the last answer depends on memory and time.
 */
function holdObservers(): void {
  PerformanceObserver.prototype.observe = () => undefined;
}

/** Collects HTTP servers in the order in which they start to listen; calls back for the first one. */
function collectServers(onFirst: () => void): readonly Server[] {
  const listening: Server[] = [];
  tracingChannel('net.server.listen').asyncEnd.subscribe((message) => {
    const { server } = message as { server: unknown };
    if (!(server instanceof Server)) return;
    if (listening.push(server as Server) === 1) setImmediate(onFirst);
  });
  return listening;
}

async function warmUp(): Promise<void> {
  // The list may grow during this loop, if an app has several servers.
  for (const server of servers) for (const urlPath of urlPaths) await request(server, urlPath);
  for (const compiler of COMPILERS) setFlagsFromString(`--${compiler}`);
  setFlagsFromString('--flush-bytecode'); // V8 rejects a cache taken with flags other than its own
  // Write, then rename: a full disk or the deadline could leave an incomplete file.
  writeFileSync(`${cachePath}.part`, script.createCachedData());
  renameSync(`${cachePath}.part`, cachePath);
  process.kill(process.pid, 'SIGKILL'); // no handler of the app may run at exit
}

/** Sends a request. Any response is fine: only the code has to run. */
async function request(server: Server, path: string): Promise<void> {
  const address = server.address() as AddressInfo | string;
  const target =
    typeof address === 'string'
      ? { socketPath: address }
      : { host: address.address, port: address.port };
  const outgoing = get({ ...target, path, agent: false });
  outgoing.once('response', (response) => response.resume());
  await once(outgoing, 'close');
}
