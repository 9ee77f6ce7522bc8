import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../testing/describe-with.ts';
import { startRegistry, type Registry } from '../../testing/registry.ts';
import { writeTestLayout } from '../registry/layout.fixture.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'publish '));
const layout = writeTestLayout(join(folder, 'shop.tar'), 2_000);
/** "s3cret" by bcrypt. */
const PASSWORDS = 'ada:$2b$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG';

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'publish', ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return { status, stdout, stderr };
}

describeWith(needPrograms('docker-registry'), 'tscratch publish', () => {
  let registry: Registry;
  let name: string;
  beforeAll(async () => {
    registry = await startRegistry({ passwords: PASSWORDS });
    name = `${registry.host}/team/shop`;
  });
  afterAll(() => {
    registry.stop();
  });

  it('prints the name by digest, and progress on standard error', () => {
    const { status, stdout, stderr } = run(
      [`${name}:1.0`, '--username=ada', '--password-stdin'],
      's3cret\n',
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${name}@${layout.root}\n` });
    expect(stderr).toMatch(/^(?:sha256:[0-9a-f]{12} +\S+ k?B +uploaded\n){3}$/);
  });

  it.each([
    [[], '', 64, /^Cannot run "tscratch publish": it needs a name such as registry\.example\.org/],
    [['1', '2'], '', 64, /"2" is one argument too many/],
    [['localhost:2/shop'], '', 69, /^Cannot reach the registry localhost:2 \(ECONNREFUSED\)/],
    [['localhost:1/shop', '--file=absent.tar'], '', 66, /absent\.tar": .*build the image/],
    [['localhost:1/shop', '--username=ada'], '', 64, /^Cannot log in as "ada": --username and/],
    [['localhost:1/shop', '--username=ada', '--password-stdin'], '', 64, /^Cannot log in as/],
    [['localhost:1/shop', '--password-stdin'], 'x', 64, /^Cannot log in: --username/],
    [
      ['localhost:1/Shop'],
      '',
      64,
      /^Cannot find the image "localhost:1\/Shop".* pass a name such as/,
    ],
    [['localhost:1/shop', '--attach=shop.tar'], '', 65, /^Cannot attach ".*shop\.tar": expected/],
  ])('ends %j with a sentence', (args, input, status, message) => {
    const ended = run(args, input);
    expect(ended).toEqual({ status, stdout: '', stderr: expect.stringMatching(message) as string });
    expect(ended.stderr.trimEnd()).not.toContain('\n');
  });

  it('says that the registry asks for a user', () => {
    expect(run([`${name}:1.0`])).toMatchObject({
      status: 77,
      stdout: '',
      stderr: `Cannot use the registry ${registry.host} without credentials; run docker login ${registry.host}, or pass --username and --password-stdin\n`,
    });
  });
});
