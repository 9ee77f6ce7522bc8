import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from './find-engine.ts';

describe('findEngine()', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'engine '))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Creates a program on a PATH with nothing else. */
  const provide = (name: string, lines: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const find = () => findEngine({ PATH: folder }, 'orders:package:local');

  it('prefers docker if both respond', () => {
    provide('docker', 'exit 0');
    provide('podman', 'exit 0');
    expect(find()).toBe('docker');
  });

  it('uses podman if docker is missing', () => {
    provide('podman', 'exit 0');
    expect(find()).toBe('podman');
  });

  it('uses podman if docker has no daemon', () => {
    provide('docker', 'exit 1');
    provide('podman', 'exit 0');
    expect(find()).toBe('podman');
  });

  it('reports what it found and the alternative if no engine responds', () => {
    provide('docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1');
    expect(find).toThrow(
      'Cannot build in a container: docker reports "Cannot connect to the Docker daemon", podman is not installed; start Docker or Podman, or build on this host with "npx nx run orders:package:local"',
    );
  });
});
