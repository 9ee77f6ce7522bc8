import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'plain app-'));
const env = { ...process.env, TSCRATCH_CACHE: join(folder, 'cache') };
const started: ChildProcess[] = [];

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

const SERVER = `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
const text: string = readFileSync(join(import.meta.dirname, '../views/a.txt'), 'utf8');
const server = createServer((_request, response) => { response.end(text); });
server.listen(0, '127.0.0.1', () => { console.log(JSON.stringify(server.address())); });
`;

beforeAll(() => {
  for (const name of ['src', 'views']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'src/main.ts'), SERVER);
  writeFileSync(join(folder, 'views/a.txt'), 'from a file');
  const manifest = { name: 'plain', version: '1.0.0', license: 'MIT' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const packages = { '': manifest };
  const lock = { name: 'plain', lockfileVersion: 3, packages };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function ask(path: string): Promise<string> {
  const child = spawn(path, { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  started.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const { port } = JSON.parse(line) as { port: number };
    return await fetch(`http://127.0.0.1:${port}`).then((response) => response.text());
  }
  throw new Error('the program ended before it listened');
}

describe('tscratch', () => {
  it('builds an executable of one file, the same bytes twice, and prints its path alone', async () => {
    const { status, stdout, stderr } = run('build', 'src/main.ts', '--include=views');
    expect([status, stdout]).toEqual([0, `${join(folder, 'main')}\n`]);
    expect(stderr).toContain('  app file');
    expect(stderr).not.toContain('tscratch-work-');
    expect(run('build', '--include=views', '-o', 'second').status).toBe(0);
    expect(readFileSync(join(folder, 'second')).equals(readFileSync(join(folder, 'main')))).toBe(
      true,
    );
    await expect(ask(join(folder, 'main'))).resolves.toBe('from a file');
  }, 120_000);

  it('writes the SBOM', () => {
    expect(run('sbom', '-o', 'new/folder/sbom.json').status).toBe(0);
    const text = readFileSync(join(folder, 'new/folder/sbom.json'), 'utf8');
    expect((JSON.parse(text) as { metadata: object }).metadata).toMatchObject({
      component: { name: 'plain', version: '1.0.0' },
    });
  }, 60_000);

  it('plans for the processor that the configuration lists, and writes nothing', () => {
    mkdirSync(join(folder, 'other')); // also the name of the executable that is not written
    writeFileSync(join(folder, 'other/main.js'), '');
    const tscratch = { arch: [process.arch], main: 'main.js', warmUp: false };
    const manifest = { name: 'other', version: '1.0.0', license: 'MIT', tscratch };
    writeFileSync(join(folder, 'other/package.json'), JSON.stringify(manifest));
    expect(run('plan', 'other')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(', entry 0x') as string,
    });
  }, 60_000);

  it('writes Node, which is whole', () => {
    expect(run('node', '-o', 'node').stdout).toBe(`${join(folder, 'node')}\n`);
    const script = 'new Intl.DateTimeFormat("de", { month: "long", timeZone: "UTC" }).format(0)';
    const { stdout } = spawnSync(join(folder, 'node'), ['-p', script], {
      encoding: 'utf8',
      env: {},
    });
    expect(stdout).toBe('Januar\n');
  }, 60_000);

  it.each([
    [['biuld'], 64, 'there is no command "biuld", perhaps build'],
    [['build', 'no.ts'], 66, 'Cannot find "no.ts"'],
    [['build', '-o', 'src'], 65, 'it is a folder, expected a file'],
    [['sbom', '-o', 'package.json/sbom.json'], 73, 'EEXIST for the folder'],
    [['build', '--include=../x'], 78, 'the command line: "include" is ["../x"], expected'],
  ])(
    'ends %j with %d',
    (args, expected, message) => {
      const { status, stdout, stderr } = run(...args);
      expect([status, stdout]).toEqual([expected, '']);
      expect(stderr).toContain(message);
    },
    60_000,
  );

  it('shows help on standard output', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
    expect(run('image', '--help').stdout).toContain('--runtime-only');
  }, 60_000);
});
