import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { askProgram, endProgram, startProgram } from '../host-program.ts';

const place = realpathSync(mkdtempSync(join(tmpdir(), 'foreign-')));
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'))),
  PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  NODE_OPTIONS: '',
  TSCRATCH_CACHE: join(place, 'cache'),
  YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
};

/** How each package manager installs, without being installed itself. */
const MANAGERS: readonly (readonly [string, readonly [string, ...string[]], object])[] = [
  ['npm', ['npm', 'install', '--no-audit', '--no-fund'], {}],
  [
    'pnpm',
    ['npx', '--yes', 'pnpm@10', 'install'],
    { 'pnpm-workspace.yaml': 'packages: [libs/*]\n' },
  ],
  [
    'yarn',
    ['npx', '--yes', '@yarnpkg/cli-dist@4', 'install'],
    { '.yarnrc.yml': 'nodeLinker: node-modules\n', 'yarn.lock': '' },
  ],
  ['bun', ['npx', '--yes', 'bun@1', 'install'], {}],
];

/** For an installation, or two builds, on a busy machine. */
const TIMEOUT_MS = 900_000;

const SERVER = `import express from 'express';
const app = express();
app.get('/', (_request, response) => { response.send(process.version); });
const server = app.listen(Number(process.env.PORT), process.env.HOST, () => {
  console.log(JSON.stringify({ msg: 'listening', address: server.address() }));
});
`;

function write(folder: string, files: object): void {
  for (const [path, text] of Object.entries(files) as [string, string][]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

let archive: string;
beforeAll(() => {
  const args = ['pack', '--silent', `--pack-destination=${place}`];
  const cwd = join(workspacePath, 'dist/packages/tools');
  archive = join(place, runProgram('npm', args, { cwd }));
});
afterAll(() => {
  rmSync(place, { recursive: true });
});

type Manager = (typeof MANAGERS)[number];

/** Makes a project in a folder whose path has a space. Returns how to run the command line of the tools in it. */
function install(name: string, [, [command, ...args], files]: Manager) {
  const folder = join(place, name);
  const manifest = {
    name: 'shop',
    version: '1.0.0',
    license: 'MIT',
    private: true,
    bin: 'src/main.ts',
    dependencies: { express: '5.3.0' },
    devDependencies: { '@tscratch/tools': `file:./${basename(archive)}` },
  };
  write(folder, { 'package.json': JSON.stringify(manifest), 'src/main.ts': SERVER, ...files });
  copyFileSync(archive, join(folder, basename(archive)));
  runProgram(command, args, { cwd: folder, env });
  return (...words: readonly string[]) =>
    tryProgram(join(folder, 'node_modules/.bin/tscratch'), words, { cwd: folder, env });
}

async function ask(path: string): Promise<string> {
  const program = await startProgram({ command: [path] });
  const answer = await askProgram(program);
  await endProgram(program, 'SIGTERM');
  return answer;
}

describe.each(MANAGERS)('a project of %s', (...manager) => {
  const [name] = manager;
  const folder = join(place, `my ${name} shop`);
  let tscratch: ReturnType<typeof install>;
  beforeAll(() => {
    tscratch = install(`my ${name} shop`, manager);
  }, TIMEOUT_MS);

  it(
    'has an executable that answers, an image and an SBOM',
    async () => {
      for (const words of [['build', '--image'], ['sbom']])
        expect(tscratch(...words)).toMatchObject({ exitCode: 0 });
      expect(await ask(join(folder, 'shop'))).toMatch(/^v26\./);
      const sbom = readFileSync(join(folder, 'shop.cdx.json'), 'utf8');
      expect(sbom).toContain('pkg:npm/express@5.3.0');
    },
    TIMEOUT_MS,
  );

  it(
    'is built again with the same bytes, in a container if there is an engine',
    () => {
      const { exitCode, stdout, stderr } = tscratch('verify');
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining('the same bytes in 2 of 2')]);
      expect(stderr).toContain('Build 2 of 2: odd ');
    },
    TIMEOUT_MS,
  );
});

describe('a released file', () => {
  const folder = join(place, 'my released shop');
  let tscratch: ReturnType<typeof install>;
  beforeAll(() => {
    const [npm] = MANAGERS;
    if (npm === undefined) throw new Error('No package manager');
    tscratch = install('my released shop', npm);
    write(folder, { '.gitignore': 'node_modules\nshop\n*.tar\n' });
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
    for (const words of [['init'], ['add', '.'], [...identity, 'commit', '--message=one']])
      runProgram('git', words, { cwd: folder });
  }, TIMEOUT_MS);

  it(
    'is compared with its commit, and a changed byte is named',
    () => {
      expect(tscratch('build')).toMatchObject({ exitCode: 0 });
      expect(tscratch('verify', '--against=shop')).toMatchObject({ exitCode: 0 });
      const bytes = readFileSync(join(folder, 'shop'));
      bytes.write('PROCESS', bytes.indexOf('process.version'));
      writeFileSync(join(place, 'changed'), bytes);
      const { exitCode, stderr } = tscratch('verify', `--against=${join(place, 'changed')}`);
      expect(exitCode).toBe(1);
      expect(stderr).toContain(
        'Cannot reproduce "changed": expected the same bytes, found\nchanged',
      );
    },
    TIMEOUT_MS,
  );

  it(
    'has the Node that the project pins',
    async () => {
      expect(tscratch('pin', '26.10.0')).toMatchObject({ exitCode: 0, stdout: '26.10.0\n' });
      expect(tscratch('build')).toMatchObject({ exitCode: 0 });
      expect(await ask(join(folder, 'shop'))).toBe('v26.10.0');
      expect(tscratch('pin', '--default')).toMatchObject({ exitCode: 0 });
    },
    TIMEOUT_MS,
  );
});
