/**
 * Runs inside `node --predictable`, started by `take-code-cache.ts`: starts an app as the bootstrap
 * does, asks it what the build wants it to be warm for, and leaves V8's code cache of it in a file.
 * No file, no cache: whatever goes wrong ends the process before.
 */
import { tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { get, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import timers from 'node:timers';
import { setFlagsFromString } from 'node:v8';
import { compileApp, runApp } from '../../node/runtime/start-app.ts';

/** Where the app is told to be: as in the image. The file does not exist. */
const APP_PATH = '/server.app';

/** The most that Node takes before it falls back to 1 ms; 24 days. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** V8's, beyond the interpreter. */
const COMPILERS = ['sparkplug', 'maglev', 'turbofan'];

const [bundlePath = '', cachePath = '', variables = '{}', ...urlPaths] = process.argv.splice(2);

// A garbage collection drops code that has not run lately, so that its moment would show in the bytes.
setFlagsFromString('--no-flush-bytecode');
// Bits say which compilers a function was hot enough for: some are on a slow machine only.
for (const compiler of COMPILERS) setFlagsFromString(`--no-${compiler}`);
keepVariables(JSON.parse(variables) as object);
holdIntervals();
holdObservers();
const source = readFileSync(bundlePath, 'utf8');
const script = compileApp({ source, path: APP_PATH, codeCache: new Uint8Array() });
const servers = collectServers(() => void warmUp());
runApp(script, APP_PATH);

/** Drops what an emulator, a shell or a preloaded library has put into the environment on the way here. */
function keepVariables(given: object): void {
  // eslint-disable-next-line no-restricted-properties -- a program of its own, and this is its edge
  const { env } = process;
  for (const name of Object.keys(env)) if (!(name in given)) Reflect.deleteProperty(env, name);
}

/**
 * Keeps what an app does again and again from beginning. Whether a first tick falls into a start is a
 * question of how fast or busy the machine is, and the code of it would show in the bytes.
 */
function holdIntervals(): void {
  const { setInterval: start } = timers;
  const setInterval = (tick: () => void): NodeJS.Timeout => start(tick, LONGEST_DELAY_MS);
  for (const owner of [globalThis, timers]) Object.assign(owner, { setInterval });
}

/**
 * Keeps an app from being told of what the machine does: whether it hears of a garbage collection before
 * the last answer is a question of memory and of the clock.
 */
function holdObservers(): void {
  PerformanceObserver.prototype.observe = () => undefined;
}

/** HTTP servers in the order in which they began to listen; calls back for the first one. */
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
  // The list grows while it is gone through, where an app has several servers.
  for (const server of servers) for (const urlPath of urlPaths) await request(server, urlPath);
  for (const compiler of COMPILERS) setFlagsFromString(`--${compiler}`);
  setFlagsFromString('--flush-bytecode'); // V8 refuses a cache taken under other flags than its own
  // Beside, then renamed: a disk that is full or the deadline would leave a part of it.
  writeFileSync(`${cachePath}.part`, script.createCachedData());
  renameSync(`${cachePath}.part`, cachePath);
  process.kill(process.pid, 'SIGKILL'); // the app's own handlers have no say in the end
}

/** Any answer will do: it is code that has to run, and a refusal is code as well. */
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
