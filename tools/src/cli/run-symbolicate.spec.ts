import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BundledProgram } from '../app/symbols/program.fixture.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const program = new BundledProgram();

beforeAll(() => program.build());
afterAll(() => {
  program.remove();
});

function run(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'symbolicate', ...args], {
    cwd: program.folder,
    input,
    encoding: 'utf8',
    env: {},
  });
  return { status, stdout, stderr };
}

describe('tscratch symbolicate', () => {
  it('maps standard input, and prints nothing else', () => {
    const stack = program.run([], 0);
    const mapped = run(['--map=dist/main.cjs.map', '--program=dist/main.cjs'], stack);
    expect(mapped).toMatchObject({ status: 0, stderr: '' });
    expect(mapped.stdout).toContain('    at fail (src/fail.ts:5:9)\n');
    expect(mapped.stdout.split('\n')).toHaveLength(stack.split('\n').length);
  });

  it('ends quietly when its reader has enough', () => {
    const script = `"$0" "$1" symbolicate --map=dist/main.cjs.map | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, MAIN], {
      cwd: program.folder,
      input: 'a line\n'.repeat(100_000),
      encoding: 'utf8',
    });
    expect([stdout, stderr]).toEqual(['a line\n0\n', '']);
  });

  it.each([
    [[], 64, /^Cannot run "tscratch symbolicate": it needs --map, the source map of the bundle/],
    [['stack.txt'], 64, /"stack\.txt" is one argument too many/],
    [['--map=absent.map'], 66, /^Cannot read the source map ".*absent\.map" \(ENOENT\)/],
    [
      ['--map=package.json'],
      65,
      /^Cannot use the source map ".*package\.json": it is no source map/,
    ],
    [['--map=dist/main.cjs.map', '--program=absent'], 65, /^Cannot find the bundle of "absent"/],
  ])('ends %j with a sentence', (args, status, message) => {
    const ended = run(args);
    expect(ended).toEqual({ status, stdout: '', stderr: expect.stringMatching(message) as string });
    expect(ended.stderr.trimEnd()).not.toContain('\n');
  });
});
