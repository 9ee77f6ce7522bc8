import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  canUnshare,
  compile,
  hasCompiler,
  hasProgram,
  makeFolder,
  run,
  writeSelfContained,
} from './programs/programs.fixture.ts';

const canEmulate =
  hasCompiler('aarch64') &&
  existsSync('/usr/aarch64-linux-gnu/include/stdio.h') &&
  hasProgram('qemu-aarch64-static');

(canEmulate ? describe : describe.skip)('a self-contained executable for arm64, emulated', () => {
  const folder = makeFolder();
  const probe = join(folder, 'probe');
  beforeAll(() => {
    const output = join(folder, 'dynamic');
    const program = compile({ machine: 'aarch64', source: 'probe.c', output });
    writeSelfContained(program, probe);
  });
  const emulate = (args: readonly string[], env: Record<string, string> = {}) => {
    const variables = Object.entries(env).flatMap(([name, value]) => ['-E', `${name}=${value}`]);
    return run('qemu-aarch64-static', [...variables, probe, ...args]);
  };

  it.each([{}, { A: '1' }, { A: '1', B: '2' }])('starts like any program with %j', (env) => {
    expect(emulate(['start'], env).stdout).toBe('entry 1\nsecure 0\naligned 1\n');
  });

  it('receives the environment unchanged', () => {
    const env = { LD_LIBRARY_PATH: '/nowhere', A: '1' };
    expect(emulate(['environment'], env)).toMatchObject({
      stdout: expect.stringMatching(/^(A=1\n|LD_LIBRARY_PATH=\/nowhere\n){2}$/) as string,
      stderr: '',
    });
  });

  it('passes on arguments and the exit status', () => {
    expect(emulate(['arguments', '']).stdout).toBe(`${probe}\narguments\n\n`);
    expect(emulate(['exit', '42']).status).toBe(42);
  });

  it('reports the names of its libraries and closes their files', () => {
    expect(emulate(['libraries']).stdout).toContain('libc.so.6\n');
    expect(emulate(['file', '/proc/self/maps']).stdout).toContain('libc.so.6');
  });

  (canUnshare ? it : it.skip).each([
    ['ends by a signal that it raises', 'raise', { stdout: '', status: 143 }],
    ['handles it if it can', 'handle', { stdout: 'handled 15\nwent on\n', status: 0 }],
  ])('%s as PID 1', (_, action, expected) => {
    const command = ['--pid', '--fork', 'qemu-aarch64-static', probe, action, '15'];
    const env = { PATH: '/usr/bin:/bin' };
    expect(run('unshare', command, { env })).toMatchObject({ ...expected, stderr: '' });
  });

  it.each([
    [200, ''],
    [503, 'Health check of URL failed: expected 200, got 503\n'],
  ])('judges status %d with --probe', async (status, sentence) => {
    const path = join(folder, `${status}.sock`);
    const server = createServer((_, response) => response.writeHead(status).end()).listen(path);
    await once(server, 'listening');
    const url = `http://unix:${path}:/livez`;
    const child = spawn('qemu-aarch64-static', [probe, '--probe', url]);
    expect(await text(child.stderr)).toBe(sentence.replace('URL', url));
    server.close();
  });
});
