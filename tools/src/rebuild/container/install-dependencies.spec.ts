import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../../testing/program.ts';

const script = join(import.meta.dirname, 'builder/install-dependencies');
const folder = mkdtempSync(join(tmpdir(), 'install-'));
const programs = join(folder, 'programs');
const modules = join(folder, 'node_modules');

/** Empties the folder as `npm ci` does, and installs one package as soon as the test allows it. */
const NPM = `
find node_modules -mindepth 1 -delete
echo installing >>calls
until [ -e allowed ]; do read -r -t 0.02 <>pause || true; done
mkdir node_modules/express
`;
const PROGRAMS = {
  npm: NPM,
  flock: `echo locking >>locks; exec ${runProgram('sh', ['-c', 'command -v flock'])} "$@"`,
  'copy-source': '',
  'use-node': '',
};

beforeAll(() => {
  for (const path of [programs, modules]) mkdirSync(path);
  for (const [name, text] of Object.entries(PROGRAMS))
    writeFileSync(join(programs, name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  runProgram('mkfifo', [join(folder, 'pause')]);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function start(): ChildProcess {
  const env = { PATH: `${programs}:${process.env['PATH'] ?? ''}` };
  return spawn('bash', [script, 'npm'], { cwd: folder, env, stdio: 'inherit' });
}

/** Waits until a program has written a number of lines to a file. */
async function waitForLines(name: string, count: number): Promise<void> {
  const path = join(folder, name);
  const isThere = () => existsSync(path) && readFileSync(path, 'utf8').split('\n').length > count;
  const watcher = watch(folder);
  while (!isThere()) await once(watcher, 'change');
  watcher.close();
}

describe('install-dependencies', () => {
  it('installs once for two builds at the same time, although npm empties the folder of the lock', async () => {
    const first = start();
    const ended = [once(first, 'exit')];
    await waitForLines('calls', 1);
    ended.push(once(start(), 'exit'));
    await waitForLines('locks', 2);
    writeFileSync(join(folder, 'allowed'), '');
    expect(await Promise.all(ended)).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe('installing\n');
    expect(readdirSync(modules).toSorted()).toEqual(['.complete', '.nested.tar', 'express']);
  });
});
