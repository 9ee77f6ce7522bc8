import { spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  HOST_MACHINE as machine,
  compile,
  hasProgram,
  run,
  useProbe,
  whenCompiled,
  writeSelfContained,
} from './programs/programs.fixture.ts';

whenCompiled('the process of a self-contained executable', () => {
  const { folder, dynamic, probe, inherited } = useProbe();

  it('passes on arguments and the exit status', () => {
    expect(run(probe, ['arguments', '', 'two words']).stdout).toBe(
      `${probe}\narguments\n\ntwo words\n`,
    );
    expect(run(probe, ['exit', '42']).status).toBe(42);
  });

  it.each([0, 1, 2, 3, 4])('starts like any program with %d variables', (count) => {
    const env = Object.fromEntries(Array.from({ length: count }, (_, n) => [`V${n}`, '1']));
    expect(run(probe, ['start'], { env }).stdout).toBe('entry 1\nsecure 0\naligned 1\n');
    expect(run(probe, ['start', 'odd'], { env }).stdout).toContain('aligned 1');
  });

  it.each([
    ['none', {}],
    ['others', { PATH: '/bin', LANG: 'C' }],
    ["the loader's", { LD_PRELOAD: '/nowhere.so', LD_LIBRARY_PATH: '/nowhere', A: '1' }],
    ["a look-alike of the loader's", { LD: '1', D_PRELOAD: '1', L: '', LDX_: '2' }],
  ])('receives the environment unchanged: %s', (_, env) => {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
    const { stdout, stderr } = run(probe, ['environment'], { env });
    expect({ stdout, stderr }).toEqual({ stdout: variables.join(''), stderr: '' });
  });

  it.each([
    { LD_TRACE_LOADED_OBJECTS: '1' },
    { LD_DEBUG: 'all' },
    { LD_SHOW_AUXV: '1' },
    { LD_AUDIT: '/nowhere.so' },
  ])('ignores %j in its loader', (env) => {
    const { stdout, stderr } = run(probe, ['arguments'], { env });
    expect({ stdout, stderr }).toEqual({ stdout: `${probe}\narguments\n`, stderr: '' });
  });

  it('keeps LD_PRELOAD for the programs it starts', () => {
    const env = { LD_PRELOAD: '/nowhere.so' };
    expect(run(probe, ['child', dynamic, 'environment'], { env })).toMatchObject({
      stdout: 'LD_PRELOAD=/nowhere.so\n',
      stderr: expect.stringContaining("object '/nowhere.so' from LD_PRELOAD") as string,
    });
  });

  it('handles the longest environments', () => {
    const names = Array.from({ length: 20_000 }, (_, number) => `VARIABLE_${number}`);
    const env = Object.fromEntries(names.map((name) => [name, '1']));
    const { stdout, stderr } = run(probe, ['environment'], { env });
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toHaveLength(names.length + 1);
  });

  it('keeps standard descriptors closed if they were', () => {
    const args = ['-c', 'exec "$0" descriptors <&- 2>&-', probe];
    expect(run('/bin/sh', args).stdout).toBe(inherited().replace('0\n', '').replace('2\n', ''));
  });

  it('leaves no descriptor open', () => {
    expect(run(probe, ['descriptors']).stdout).toBe(inherited());
  });

  it('loads its libraries in the order of the dynamic program, with their names', () => {
    const options = ['-no-pie', '-Wl,--no-as-needed', '-lstdc++', '-lm'];
    const output = join(folder, 'libraries.dynamic');
    const program = compile({ machine, source: 'probe.c', output, options });
    const contained = writeSelfContained(program, join(folder, 'libraries'));
    const namesOf = (command: string) =>
      run(command, ['libraries']).stdout.replaceAll(/^.*\/|ld-linux.*\n/gm, '');
    expect(namesOf(program)).toMatch(/\nlibstdc.*\nlibm.*\nlibc.*\nlibgcc_s.*\n$/);
    expect(namesOf(contained)).toBe(namesOf(program));
    expect(run(contained, ['libraries']).stdout).toContain('\nlibstdc++.so.6\nlibm.so.6\n');
  });

  it('maps its libraries from memory files with their names, and none from the host', () => {
    const maps = run(probe, ['file', '/proc/self/maps']).stdout.trim().split('\n');
    const files = maps.flatMap((line) => /\s(\/.*)$/.exec(line)?.[1] ?? []);
    expect([...new Set(files)]).toEqual([probe, '/memfd:libc.so.6 (deleted)']);
    expect(maps.filter((line) => /^\S+ .wx/.test(line))).toEqual([]);
  });

  it('supports threads, thread-local storage and exceptions', () => {
    const output = join(folder, 'unwind.dynamic');
    const program = compile({ machine, source: 'unwind.cc', output });
    const unwind = writeSelfContained(program, join(folder, 'unwind'));
    expect(run(unwind, [])).toMatchObject({ stdout: 'caught 80\n', stderr: '', status: 0 });
  });

  it('starts 100 times at once and leaves no process', async () => {
    const starts = Array.from({ length: 100 }, (_, n) => runAsync(probe, ['descriptors', `${n}`]));
    expect(await Promise.all(starts)).toEqual(starts.map(inherited));
    expect(processesOf(probe)).toEqual([]);
  });

  (hasProgram('gdb') ? it : it.skip)('can be unwound by gdb, with names', () => {
    const commands = ['run crash', 'backtrace'].map((command) => `--eval-command=${command}`);
    const args = ['--batch', '--nx', ...commands, probe];
    const { stdout } = run('gdb', args, { env: { PATH: '/usr/bin:/bin' } });
    expect(stdout).toContain('SIGILL');
    // The innermost function is static, so gdb shows its frame but not its name.
    expect(stdout).toMatch(/#1 .* in crash_outside \(\)\n#2 .* in main \(\)/);
  });
});

function runAsync(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => {
      resolve(output);
    });
  });
}

/** The processes that run an executable file. */
function processesOf(path: string): readonly string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(join('/proc', entry, 'exe')) === path;
    } catch {
      return false; // it exited in the meantime
    }
  });
}
