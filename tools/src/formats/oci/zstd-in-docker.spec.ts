import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../../../testing/describe-with.ts';
import { needEngine } from '../../../testing/engine.ts';
import { runProgram, tryProgram } from '../../../testing/program.ts';
import { renderArchive } from './archive.ts';
import { renderImage } from './image.ts';
import { renderLayer } from './layer.ts';
import { parseReference } from './reference.ts';

const NAME = 'tscratch-oci-test:zstd';

/** Renders an image with a layer that Docker cannot have: it does not read a layer that it already has. */
function renderUnseen(): Uint8Array {
  const bytes = randomBytes(4096);
  const layer = renderLayer([{ path: 'unseen', type: 'file', mode: 0o644, bytes }], 'zstd');
  const healthcheck = { command: ['/server'], intervalSeconds: 1, timeoutSeconds: 1, retries: 1 };
  const description = {
    architecture: 'amd64' as const,
    createdSeconds: 0,
    user: '1:1',
    entrypoint: ['/server'],
    tcpPorts: [],
    environment: {},
    volumes: [],
    healthcheck,
    labels: {},
  };
  const image = renderImage(description, [{ ...layer, createdBy: 'test', comment: 'test' }]);
  return renderArchive([image], parseReference(NAME));
}

describeWith(needEngine('docker'), 'a zstd layer in Docker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zstd-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
    tryProgram('docker', ['image', 'rm', NAME]);
  });

  it('is accepted from 23.0 on, and rejected before', () => {
    const isOld =
      Number.parseInt(runProgram('docker', ['version', '--format={{.Server.Version}}'])) < 23;
    const path = join(folder, 'image.tar');
    writeFileSync(path, renderUnseen());
    const { exitCode, stderr } = tryProgram('docker', ['load', '--input', path]);
    if (isOld) expect(stderr).toMatch(/archive\/tar: invalid tar header/);
    expect(exitCode).toBe(isOld ? 1 : 0);
  });
});
