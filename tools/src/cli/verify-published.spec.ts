import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../testing/describe-with.ts';
import { startRegistry, type Registry } from '../../testing/registry.ts';
import { writeTestLayout } from '../registry/layout.fixture.ts';
import { publish } from '../registry/publish.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'verify-published-'));
const layout = writeTestLayout(join(folder, 'shop.tar'), 2_000);
writeFileSync(join(folder, 'package.json'), '{"name":"shop","version":"1.0.0"}');
writeFileSync(join(folder, 'server.ts'), '');
/** "s3cret" by bcrypt. */
const passwords = 'ada:$2b$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG';
const credentials = { username: 'ada', password: 's3cret' };

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What ends before anything is built, so that no package manager is needed. */
describeWith(needPrograms('docker-registry'), 'tscratch verify --against=IMAGE', () => {
  let registry: Registry;
  let name: string;
  beforeAll(async () => {
    registry = await startRegistry({ passwords });
    const target = { imagePath: layout.path, name: `${registry.host}/shop:1.0`, credentials };
    const around = { env: {}, report: () => undefined };
    name = await publish({ ...target, attachmentPaths: [] }, around);
  });
  afterAll(() => {
    registry.stop();
  });

  function verify(against: string, ...args: readonly string[]) {
    const all = [MAIN, 'verify', `--against=${against}`, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, {
      cwd: folder,
      input: 's3cret\n',
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    return { status, stdout, stderr };
  }
  const asAda = ['--username=ada', '--password-stdin'];

  it('names an altered layer, and ends with 1', () => {
    const [digest = ''] = layout.blobs;
    const hex = digest.replace('sha256:', '');
    const path = join(registry.storePath, 'blobs/sha256', hex.slice(0, 2), hex, 'data');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.with(7, (bytes[7] ?? 0) ^ 1));
    expect(verify(name, ...asAda)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^Cannot trust "127\S+\/shop@sha256:\S+": expected that all it consists of has its digest, found\n {2}layer 1 of linux\/amd64, sha256:\w+: has the digest sha256:\w+\n {2}layer 1 of linux\/arm64, .*\nthe storage/,
      ) as string,
    });
    writeFileSync(path, bytes);
  });

  it('lists the parts of an intact one, and says that it records no commit', () => {
    const ended = verify(name, ...asAda);
    expect(ended).toMatchObject({
      status: 65,
      stdout: expect.stringContaining('7 parts') as string,
    });
    expect(ended.stderr).toContain('it records no commit');
  });

  it.each<readonly [string, string, readonly string[], number, RegExp]>([
    ['without a login', 'shop:1.0', [], 77, /run docker login 127/],
    ['of an absent tag', 'shop:2.0', asAda, 66, /^Cannot find "127\S+shop:2\.0": the registry has/],
    ['with half a digest', 'shop@sha256:12', asAda, 65, /expected sha256: and 64 hexadecimal/],
    ['with half a login', 'shop:1.0', ['--username=ada'], 64, /tscratch verify \.\.\. --username/],
  ])('ends %s with a sentence', (_, reference, args, status, message) => {
    expect(verify(`${registry.host}/${reference}`, ...args)).toEqual({
      status,
      stdout: '',
      stderr: expect.stringMatching(message) as string,
    });
  });

  it('takes for a file what is no name with a registry and a tag', () => {
    expect(verify('shop/image.tar')).toMatchObject({
      status: 66,
      stderr: expect.stringContaining('pass the path of a released file') as string,
    });
  });
});
