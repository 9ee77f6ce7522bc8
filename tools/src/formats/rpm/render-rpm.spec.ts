import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { runProgram, tryProgram } from '../../../testing/program.ts';
import { renderRpm, type Rpm, type RpmFile } from './render-rpm.ts';

const file = (path: string, text: string, role: RpmFile['role'] = 'plain', mode = 0o644) => {
  return { path, mode, bytes: Buffer.from(text), role };
};
const rpm: Rpm = {
  name: 'orders',
  version: '1.4.0~rc.1',
  release: '1',
  architecture: 'x86_64',
  summary: 'Takes orders',
  description: 'Takes orders.\nAnd more.',
  licence: 'MIT',
  packager: 'Ada <ada@example.org>',
  scripts: { post: 'echo post\n', preun: 'echo preun\n', postun: 'echo postun\n' },
  files: [
    file('usr/bin/orders', '#!/bin/sh\n', 'plain', 0o755),
    file('etc/default/orders', '#PORT=8080\n', 'configuration'),
    { path: 'usr/share/doc/orders', mode: 0o755, bytes: undefined, role: 'plain' },
    file('usr/share/doc/orders/LICENSE', 'MIT\n', 'licence'),
    file('usr/share/doc/orders/README.md', '# Orders\n', 'document'),
  ],
  mtimeSeconds: 1_700_000_000,
};

it('renders the same bytes for the same content, in any order of the files', () => {
  const again = { ...rpm, files: rpm.files.toReversed() };
  expect(Buffer.compare(renderRpm(rpm), renderRpm(again))).toBe(0);
});

describeWith(needPrograms('rpm'), 'rpm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rpm-'));
  const path = join(folder, 'orders.rpm');
  const root = join(folder, 'root');
  const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const run = (...args: readonly string[]) => runProgram('rpm', args, { env: environment });
  const inRoot = (...args: readonly string[]) => run('--force-debian', `--root=${root}`, ...args);
  beforeAll(() => {
    writeFileSync(path, renderRpm(rpm));
    mkdirSync(root);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('confirms the digests of the header and of the payload', () => {
    expect(run('--checksig', '--verbose', path).split('\n').slice(1)).toEqual([
      '    Header SHA256 digest: OK',
      '    Header SHA1 digest: OK',
      '    Payload SHA256 digest: OK',
      '    MD5 digest: OK',
    ]);
  });

  it.each([110, 400, 1000, -10])('would notice that the byte at %i is another', (offset) => {
    const bytes = Buffer.from(readFileSync(path));
    const index = offset < 0 ? bytes.byteLength + offset : offset;
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    const damaged = join(folder, 'damaged.rpm');
    writeFileSync(damaged, bytes);
    expect(tryProgram('rpm', ['--checksig', damaged]).exitCode).toBe(1);
  });

  it('reads what the package is', () => {
    const format =
      '%{NEVRA}|%{SUMMARY}|%{DESCRIPTION}|%{LICENSE}|%{PACKAGER}|%{BUILDTIME}|%{OS}|%{SIZE}';
    expect(run('--query', '--package', `--queryformat=${format}`, path)).toBe(
      'orders-1.4.0~rc.1-1.x86_64|Takes orders|Takes orders.\nAnd more.|MIT|Ada <ada@example.org>|1700000000|linux|34',
    );
    expect(run('--query', '--package', '--provides', path).split('\n')).toEqual([
      'orders = 1.4.0~rc.1-1',
      'orders(x86-64) = 1.4.0~rc.1-1',
    ]);
    expect(run('--query', '--package', '--requires', path).split('\n')).toContain('/bin/sh');
    const scripts = run('--query', '--package', '--scripts', path);
    for (const name of ['postinstall', 'preuninstall', 'postuninstall'])
      expect(scripts).toContain(`${name} scriptlet (using /bin/sh):`);
  });

  it('knows which files are configuration, documents and licences', () => {
    const query = (flag: string) => run('--query', '--package', flag, path).split('\n');
    expect(query('--configfiles')).toEqual(['/etc/default/orders']);
    expect(query('--docfiles')).toEqual(['/usr/share/doc/orders/README.md']);
    expect(query('--licensefiles')).toEqual(['/usr/share/doc/orders/LICENSE']);
  });

  it('installs, verifies, keeps a changed configuration and removes', () => {
    inRoot('--install', '--nodeps', '--noscripts', path);
    expect(inRoot('--query', '--list', 'orders').split('\n')).toEqual([
      '/etc/default/orders',
      '/usr/bin/orders',
      '/usr/share/doc/orders',
      '/usr/share/doc/orders/LICENSE',
      '/usr/share/doc/orders/README.md',
    ]);
    expect(inRoot('--verify', '--nodeps', '--noscripts', 'orders')).toBe('');
    expect(runProgram('stat', ['--format=%a %Y', join(root, 'usr/bin/orders')])).toBe(
      '755 1700000000',
    );
    writeFileSync(join(root, 'etc/default/orders'), 'PORT=9090\n');
    const next = join(folder, 'next.rpm');
    const files = rpm.files.map((one) =>
      one.role === 'configuration' ? file(one.path, '#PORT=80\n', 'configuration') : one,
    );
    writeFileSync(next, renderRpm({ ...rpm, version: '1.4.0', files }));
    inRoot('--upgrade', '--nodeps', '--noscripts', next);
    expect(readFileSync(join(root, 'etc/default/orders'), 'utf8')).toBe('PORT=9090\n');
    expect(readFileSync(join(root, 'etc/default/orders.rpmnew'), 'utf8')).toBe('#PORT=80\n');
    inRoot('--erase', '--nodeps', '--noscripts', 'orders');
    expect(tryProgram('test', ['-e', join(root, 'usr/share/doc/orders')]).exitCode).toBe(1);
  }, 60_000);
});
