import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAppFile } from '@tscratch/tools/formats/app-file/parse-app-file';
import { runToEnd } from '@tscratch/tools/testing/container';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { loadImage } from './load-image.ts';
import { readAppLayer, readLayers } from './read-image.ts';

const MAX_LAYERS_BYTES = 34_080_000;
const MAX_APP_LAYER_BYTES = 735_000;

const runtimeLayer = JSON.parse(
  readFileSync(join(workspacePath, 'dist/tools/runtime', process.arch, 'layer.json'), 'utf8'),
) as { digest: string; sizeBytes: number };

/** Each app as an image and as a host binary; its project.json names only the executors. */
describe.each(['server-scratch', 'server-vps'])('%s in both shapes', (app) => {
  const folder = join(workspacePath, 'dist/apps', app);
  const archive = join(folder, 'image.tar');
  const binary = join(folder, app);
  const PORT = 'http';
  const refusal = `${app}: Cannot read PORT="http": expected `;

  it('contains in both the bundle that was built, and the same code cache', () => {
    const appFile = readAppLayer(archive, 'app/server.app');
    const bundle = readFileSync(join(folder, 'bundle/main.cjs'));
    expect(Buffer.from(parseAppFile(appFile).source).equals(bundle)).toBe(true);
    expect(readFileSync(binary).includes(appFile)).toBe(true);
  });

  it('contains in both the same SBOM, byte for byte', () => {
    const sbom = readAppLayer(archive, 'app/sbom.cdx.json');
    expect(JSON.parse(sbom.toString())).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: app } },
    });
    expect(readFileSync(binary).includes(sbom)).toBe(true);
  });

  it('has the same runtime layer as every app', () => {
    const { digest, sizeBytes: size } = runtimeLayer;
    expect(readLayers(archive)).toEqual([
      expect.objectContaining({ digest, size }),
      expect.anything(),
    ]);
  });

  it(`has layers of at most ${MAX_LAYERS_BYTES} bytes, its app layer at most ${MAX_APP_LAYER_BYTES}`, () => {
    const sizes = readLayers(archive).map(({ size }) => size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(MAX_LAYERS_BYTES);
    expect(sizes.at(-1)).toBeLessThanOrEqual(MAX_APP_LAYER_BYTES);
  });

  it('starts as a host binary', () => {
    const { exitCode, stderr } = tryProgram(binary, [], { env: { PORT } });
    expect(stderr).toContain(refusal);
    expect(exitCode).toBe(78); // EX_CONFIG of sysexits.h(3head)
  });

  describeWithEngine('in a real engine', (engine) => {
    it('starts as an image', () => {
      const image = loadImage(engine, archive);
      const { exitCode, stderr } = runToEnd(engine, { image, environment: { PORT } });
      expect(stderr).toContain(refusal);
      expect(exitCode).toBe(78);
    });
  });
});
