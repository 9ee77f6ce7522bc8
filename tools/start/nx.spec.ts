import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runNx } from './nx.mjs';

/** A workspace whose Nx is a given program. */
function createWorkspace(nx: string): string {
  const root = mkdtempSync(join(tmpdir(), 'nx-'));
  const files = {
    'node_modules/nx/dist/bin/nx.js': nx,
    'tools/start/without-report.cjs': '',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  mkdirSync(join(root, 'node_modules/.bin'));
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'));
  return root;
}

describe('runNx()', () => {
  const roots: string[] = [];
  const run = (nx: string, limitMs?: number): Promise<number> => {
    const root = createWorkspace(nx);
    roots.push(root);
    return runNx(root, ['run', 'a:b'], limitMs);
  };
  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true });
    jest.restoreAllMocks();
  });

  it('returns the exit code', async () => {
    const program =
      'process.exitCode = process.argv.slice(2).length + Number(process.env.NX_TUI === "false")';
    expect(await run(program)).toBe(3);
    expect(await run(program, 60_000)).toBe(3);
  });

  it.each([
    ['that ignores no signal', ''],
    ['that ends with 0 at a signal', "process.on('SIGTERM', () => process.exit(0));"],
  ])('ends an Nx %s at a limit, says so and counts it as failed', async (_, handler) => {
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await run(`${handler}setInterval(() => undefined, 1000);`, 600)).toBe(1);
    const [[message] = []] = said.mock.calls;
    expect(message).toMatch(/^Ended after 0\.01 minutes: .*nx\.js run a:b$/);
  });
});
