import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVER, warmUp } from '../../app/code-cache/warm-server.fixture.ts';
import { findNode } from '../../node/runtime/find-node.ts';
import { renderSelfContained } from '../../node/self-contained/render-self-contained.ts';
import { buildBinary, planBinary } from './build-binary.ts';

const folder = mkdtempSync(join(tmpdir(), 'binary-'));
const { path: nodePath } = findNode(join(import.meta.dirname, '../../../..'), process.arch);
const bundlePath = join(folder, 'main.cjs');
const path = join(folder, 'program');
const sbom = Buffer.from('{ "bomFormat": "CycloneDX" }');

beforeEach(() => {
  writeFileSync(bundlePath, SERVER);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('buildBinary()', () => {
  it('embeds the SBOM and the app file, after checking its code cache', async () => {
    const { appFile } = await buildBinary(path, { nodePath, bundlePath, sbom, warmUp });
    expect(readFileSync(path).includes(appFile)).toBe(true);
    expect(readFileSync(path).includes(sbom)).toBe(true);
    expect(readdirSync(folder)).toEqual(['main.cjs', 'program']);
  }, 60_000);

  it.each([
    {
      name: 'a bundle that was not built',
      spoil: () => {
        rmSync(bundlePath);
      },
      message: `Cannot embed "${bundlePath}": no such file; build the bundle first`,
    },
    {
      name: 'an app that does not start',
      spoil: () => {
        writeFileSync(bundlePath, 'throw new Error("no start")');
      },
      message: `Cannot take the code cache of "${bundlePath}"`,
    },
  ])('rejects $name and keeps the old file', async ({ spoil, message }) => {
    writeFileSync(path, 'old');
    spoil();
    await expect(buildBinary(path, { nodePath, bundlePath, sbom, warmUp })).rejects.toThrow(
      message,
    );
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('planBinary()', () => {
  it('plans the file that buildBinary() writes, and writes nothing', async () => {
    await buildBinary(path, { nodePath, bundlePath, sbom, warmUp });
    const plan = planBinary(folder, { nodePath, bundlePath, sbom, warmUp });
    expect(Buffer.concat(renderSelfContained(plan)).equals(readFileSync(path))).toBe(true);
    expect(readdirSync(folder)).toEqual(['main.cjs', 'program']);
  }, 60_000);
});
