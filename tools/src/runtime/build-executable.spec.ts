import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutable } from './build-executable.ts';
import { findNode } from './find-node.ts';

const APP = `
const path = require('node:path');
import('node:os').then((os) => console.log(JSON.stringify({
  arguments: process.argv.slice(2),
  beside: path.dirname(__filename) === path.dirname(process.execPath),
  imported: typeof os.hostname,
  shared: typeof Array.fromAsync,
})));
`;

describe('buildExecutable()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'executable-'));
  const inFolder = (name: string): string => join(folder, name);
  const nodePath = findNode(join(import.meta.dirname, '../../..'), process.arch).path;

  beforeAll(() => {
    writeFileSync(inFolder('bundle.js'), APP);
    buildExecutable(inFolder('runtime'), { nodePath });
    buildExecutable(inFolder('program'), { nodePath, appPath: inFolder('bundle.js') });
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (name: string, env: Record<string, string> = {}) =>
    spawnSync(inFolder(name), ['--port=1', 'x'], { encoding: 'utf8', env });
  const hash = (path: string): string =>
    createHash('sha256').update(readFileSync(path)).digest('hex');
  const answer = {
    arguments: ['--port=1', 'x'],
    beside: true,
    imported: 'function',
    shared: 'function',
  };

  it('embeds the app: arguments, require(), import() and __filename are as for a plain program', () => {
    expect(JSON.parse(run('program').stdout)).toEqual(answer);
  });

  it('runs the app file beside it where none is embedded, with the same result', () => {
    copyFileSync(inFolder('bundle.js'), inFolder('app.cjs'));
    expect(JSON.parse(run('runtime').stdout)).toEqual(answer);
    rmSync(inFolder('app.cjs'));
  });

  it('says what is missing where there is no app at all', () => {
    expect(run('runtime')).toMatchObject({
      status: 66,
      stderr: `Cannot read "${inFolder('app.cjs')}": ENOENT; put the app's bundle there\n`,
    });
  });

  it('does not let NODE_OPTIONS of the host change the program', () => {
    expect(run('program', { NODE_OPTIONS: '--no-such-option' }).status).toBe(0);
  });

  it('gives the same bytes in another folder under another name', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'another place-'));
    buildExecutable(join(elsewhere, 'other'), { nodePath });
    expect(hash(join(elsewhere, 'other'))).toBe(hash(inFolder('runtime')));
    rmSync(elsewhere, { recursive: true });
  }, 60_000);

  it('leaves the old file and nothing else behind when it fails', () => {
    const before = readdirSync(folder);
    expect(() => {
      buildExecutable(inFolder('program'), { nodePath, appPath: inFolder('gone.js') });
    }).toThrow(`Cannot embed "${inFolder('gone.js')}": no such file; build the bundle first`);
    expect(() => {
      buildExecutable(inFolder('program'), { nodePath: '/bin/false' });
    }).toThrow('Cannot run "/bin/false --build-sea sea.json": it ended with status 1');
    expect(readdirSync(folder)).toEqual(before);
    expect(run('program').status).toBe(0);
  });
});

describe('findNode()', () => {
  it('says what to do where there is no pinned Node for the platform', () => {
    expect(() => findNode(tmpdir(), 'riscv64')).toThrow(
      'Cannot find the pinned Node in the package "node-linux-riscv64": it is not installed; run npm ci on Linux for x64 or arm64',
    );
  });
});
