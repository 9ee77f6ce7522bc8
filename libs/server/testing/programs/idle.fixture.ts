import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// A program that writes a line to stderr for each timer that fires in one of its two threads: the thread,
// the name of the callback and the delay. The server is imported afterwards, so that no timer is missed.
type Callback = (...args: unknown[]) => void;
type StartTimer = (run: Callback, delayMs?: number, ...args: unknown[]) => NodeJS.Timeout;

const count =
  (start: StartTimer): StartTimer =>
  (run, delayMs, ...args) => {
    const name = run.name === '' ? 'anonymous' : run.name;
    const counted: Callback = (...values) => {
      writeSync(2, `${isMainThread ? 'main' : 'management'} ${name} ${delayMs ?? 0}\n`);
      run(...values);
    };
    return start(counted, delayMs, ...args);
  };

Object.assign(globalThis, {
  setTimeout: count(setTimeout as StartTimer),
  setInterval: count(setInterval as StartTimer),
});
const { nodeWorld } = await import('../../src/world/node-world.ts');
const { runServer } = await import('../../src/program/run-server.ts');
const { bindPort } = await import('../../src/lifecycle/listen/bind-port.ts');
const program = { name: 'idle', version: '0.0.0', listen: bindPort };
process.exitCode = await runServer(nodeWorld(process), program);
