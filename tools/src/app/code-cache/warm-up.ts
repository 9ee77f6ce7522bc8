/**
 * Runs in Node with the flags of `v8-flags.ts`, started by `take-code-cache.ts`: starts an app like the
 * bootstrap, sends it the requests of the warm-up, and writes V8's code cache to a file. Any failure ends the
 * process before that, so without the file there is no cache. Children and threads of the app start here, too.
 */
import cluster from 'node:cluster';
import { tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { get, Server, type IncomingMessage, type RequestOptions } from 'node:http';
import { runMain } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, resolve } from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import timers from 'node:timers';
import { setFlagsFromString } from 'node:v8';
import type { Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { renderScript } from '../../formats/app-file/script.ts';
import { adoptWorkers } from '../../node/runtime/adopt-workers.ts';
import { APP_FILE, ASSETS } from '../../node/runtime/layout.ts';
import { mountFiles } from '../../node/runtime/mount-files.ts';
import { VFS_OPTION } from '../../node/runtime/node-vfs.ts';
import { compileApp, runApp } from '../../node/runtime/start-app.ts';
import { countThreads } from './count-threads.ts';
import { adoptChildren, isScript, type WarmUpSettings } from './adopt-children.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { settle } from './settle.ts';
import { adoptUnpackedAddons } from './unpack-addons.ts';
import { V8_DEFAULTS } from './v8-flags.ts';

/** The longest delay that Node accepts before it falls back to 1 ms; 24 days. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** How often a process looks whether its parent lives; rarely enough to be quiet for `settle()`. */
const PARENT_CHECK_MS = 250;

/** Longest part of an answer with an error to show, in characters. */
const ANSWER_CHARACTERS = 1_000;

/** The compilers of V8 besides the interpreter. */
const COMPILERS = ['sparkplug', 'maglev', 'turbofan'];

const [argument = '{}'] = process.argv.splice(2, 1);
const settings = JSON.parse(argument) as WarmUpSettings;
const { bundlePath, filesPath, addonsPath, cachePath, verdictPath, urlPaths, parent } = settings;
/** Path that the app sees as its own, as in the image, or as in a host binary with files. The file does not exist. */
const appPath =
  filesPath === undefined
    ? `/${APP_FILE}`
    : `${mountFiles(() => readFileSync(filesPath), settings.workingFolder)}/${ASSETS.app}`;
const ownPath = String(process.argv[1]);
const starting = countThreads();
const isStarting = (): boolean => starting.count() > 0;
const ownText = isMainThread ? readFileSync(ownPath, 'utf8') : '';

if (addonsPath !== undefined) adoptUnpackedAddons(dirname(appPath), addonsPath);
if (parent === undefined && isMainThread) keepVariables(settings.environment);
if (parent !== undefined && isMainThread) endWith(parent);
if (isMainThread) prepareCompilers();
holdIntervals();
holdUnreferenced();
holdObservers();
listenOnLoopback();
if (isMainThread) adoptChildren(settings, { appPath, scriptPath: ownPath, onExit: endIfTaken });
adoptWorkers({
  render: renderThread,
  execArgv: filesPath === undefined ? [] : [VFS_OPTION],
});
if (settings.script === undefined) startApp();
else startScript(settings.script);

/** Renders the text of a thread: the app itself, or a script among its files. */
function renderThread(path: string): string | undefined {
  if (path !== appPath && !isScript(path, appPath)) return undefined;
  const script = path === appPath ? undefined : path;
  if (script === undefined) starting.add();
  const own = JSON.stringify({ ...settings, script, workingFolder: resolve() });
  return `process.argv.splice(2,0,${JSON.stringify(own)});${ownText}`;
}

function startScript(path: string): void {
  process.argv[1] = path;
  runMain();
}

function startApp(): void {
  const text = renderScript(readFileSync(bundlePath)).toString();
  const script = compileApp({ script: text, path: appPath, codeCache: new Uint8Array() });
  if (isMainThread && settings.isTaker) {
    const servers = collectServers(() => void warmUp(script, servers));
  }
  runApp(script, appPath);
  if (!isMainThread) void settle().then(starting.remove);
}

/** Removes variables that an emulator, a shell or a preloaded library has added. */
function keepVariables(given: object): void {
  // eslint-disable-next-line no-restricted-properties -- a separate program, and this is its edge
  const { env } = process;
  for (const name of Object.keys(env)) if (!(name in given)) Reflect.deleteProperty(env, name);
}

function prepareCompilers(): void {
  // A garbage collection drops code that has not run recently, so its timing would affect the bytes.
  setFlagsFromString('--no-flush-bytecode');
  // Bits record which compilers a function was hot enough for, which depends on the machine's speed.
  for (const compiler of COMPILERS) setFlagsFromString(`--no-${compiler}`);
}

/** Ends this process soon after its parent: the output of a process that stays holds up the build. */
function endWith(parentId: number): void {
  const check = (): void => {
    if (process.ppid !== parentId) process.kill(process.pid, 'SIGKILL');
  };
  setInterval(check, PARENT_CHECK_MS).unref();
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

type Unref = (this: NodeJS.Timeout) => NodeJS.Timeout;

/** Prevents timers that do not keep the app alive from firing: it does not need them to start, as with `holdIntervals`. */
function holdUnreferenced(): void {
  const timer = setTimeout(() => undefined, 0);
  clearTimeout(timer);
  const prototype = Object.getPrototypeOf(timer) as NodeJS.Timeout;
  const unref: Unref = Reflect.get(prototype, 'unref');
  prototype.unref = function (this: NodeJS.Timeout) {
    clearTimeout(this);
    return unref.call(this);
  };
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

async function warmUp(script: Script, servers: readonly Server[]): Promise<void> {
  await settle(isStarting);
  // The list may grow during this loop, if an app has several servers.
  for (const server of servers) for (const urlPath of urlPaths) await request(server, urlPath);
  await settle(isStarting);
  for (const compiler of COMPILERS) setFlagsFromString(`--${compiler}`);
  for (const flag of ['--flush-bytecode', ...V8_DEFAULTS]) setFlagsFromString(flag);
  // Write, then rename: a full disk or the deadline could leave an incomplete file.
  writeFileSync(`${cachePath}.part`, script.createCachedData());
  renameSync(`${cachePath}.part`, cachePath);
  end();
}

/** Sends a request. An answer of 500 or more ends the warm-up: the app does not work here. */
async function request(server: Server, path: string): Promise<void> {
  report(`GET ${path} had no answer`);
  const outgoing = get({ ...(await findTarget(server)), path, agent: false });
  const closed = once(outgoing, 'close');
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { statusCode = 0 } = response;
  if (statusCode < 500) response.resume();
  else await refuse(`answered GET ${path} with status ${statusCode}`, response);
  await closed;
}

async function refuse(verdict: string, response: IncomingMessage): Promise<void> {
  let answer = '';
  for await (const chunk of response.setEncoding('utf8')) answer += chunk as string;
  process.stderr.write(`\n${answer.slice(0, ANSWER_CHARACTERS)}\n`);
  report(verdict);
  end();
}

/** Where to send the requests of a server. */
async function findTarget(server: Server): Promise<RequestOptions> {
  const address = cluster.isWorker ? await openDoor(server) : (server.address() as Address);
  return typeof address === 'string'
    ? { socketPath: address }
    : { host: address.address, port: address.port };
}

type Address = AddressInfo | string;

/** A socket that leads to this worker: its cluster would give a connection to any of its workers. */
async function openDoor(server: Server): Promise<Address> {
  const door = createServer((socket) => server.emit('connection', socket));
  await once(door.listen({ host: '127.0.0.1', port: 0, exclusive: true }), 'listening');
  return door.address() as Address;
}

/** Says how far the app has come, for the message about a failure. */
function report(verdict: string): void {
  writeFileSync(verdictPath, verdict);
}

function endIfTaken(): void {
  if (existsSync(cachePath)) end();
}

function end(): void {
  process.kill(process.pid, 'SIGKILL'); // no handler of the app may run at exit
}
