import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAdmin, type RunningAdmin } from '../../../../testing/start-admin.ts';
import {
  consoleRoutes,
  startConsole,
  type RunningConsole,
} from '../../../../testing/start-console.ts';
import type { TestWorldInput } from '../../../../testing/test-world.ts';
import { until } from '../../../../testing/until.ts';

describe('the browser', () => {
  let admin: RunningAdmin;
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  const bin = join(folder, 'bin');
  const opened = join(folder, 'opened');
  const display = { DISPLAY: ':0', PATH: `${bin}:/usr/bin:/bin`, XDG_RUNTIME_DIR: folder };
  const onTerminal = { stdout: { isTTY: true }, env: display };
  const start = (words: readonly string[], given: TestWorldInput): Promise<RunningConsole> =>
    startConsole(words, { ...given, env: { ADMIN_SOCKET: admin.socketPath, ...given.env } });
  beforeAll(async () => {
    admin = await startAdmin({ routes: consoleRoutes });
    mkdirSync(bin);
    const script = `#!/bin/sh\nprintf %s "$1" >${opened}.new\nmv ${opened}.new ${opened}\n`;
    writeFileSync(join(bin, 'xdg-open'), script, { mode: 0o755 });
  });
  afterAll(async () => {
    await admin[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    rmSync(opened, { force: true });
  });

  it('is opened on a file that only this user reads, so that no other sees the code', async () => {
    await using console = await start([], onTerminal);
    await until(() => existsSync(opened));
    const path = readFileSync(opened, 'utf8');
    expect(path).not.toContain(console.code);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain(`url=${console.origin}/console#${console.code}"`);
    expect(await console.interrupt()).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['with --no-open', ['--no-open'], onTerminal],
    ['without a terminal', [], { env: display }],
    ['without a display', [], { ...onTerminal, env: { ...display, DISPLAY: '' } }],
  ])('is not opened %s', async (_, words, more) => {
    await using console = await start(words, more);
    expect((await console.redeem()).status).toBe(200);
    expect(readdirSync(folder).filter((name) => name.startsWith('console-'))).toEqual([]);
  });

  it('is not needed: the address is printed', async () => {
    const env = { ...display, PATH: '/nonexistent' };
    await using console = await start([], { ...onTerminal, env });
    expect((await console.redeem()).status).toBe(200);
  });
});
