import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { startRegistry, type Registry } from '@tscratch/tools/testing/registry';
import { readManifest } from './read-image.ts';
import { archivePath, zstdPath } from './workspace.ts';

const LIMIT_BYTES = 25_500_000;

const archive = join(zstdPath, 'image.tar');
const folder = mkdtempSync(join(tmpdir(), 'zstd-'));
const digest = readFileSync(join(zstdPath, 'image.digest'), 'utf8').trim();

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Error of a umoci without support for zstd. */
const REFUSAL = /blob is not correct mediatype: application\/vnd\.oci\.image\.layer\.v1\.tar\+zstd/;

describe('image.tar with --compression=zstd', () => {
  it(`has at most ${LIMIT_BYTES / 1_000_000} MB`, () => {
    expect(statSync(archive).size).toBeLessThan(LIMIT_BYTES);
  });

  it('differs from the gzip image only in the compression of the layers', () => {
    const [gzip, zstd] = [readManifest(archivePath), readManifest(archive)];
    expect(zstd.config).toEqual(gzip.config); // which contains the DiffIDs
    expect(zstd.layers.map(({ mediaType }) => mediaType)).toEqual(
      Array(2).fill('application/vnd.oci.image.layer.v1.tar+zstd'),
    );
    expect(readdirSync(join(zstdPath, 'layers')).toSorted()).toEqual([
      'app.tar.zst',
      'runtime.tar.zst',
    ]);
  });

  describeWith(needPrograms('zstd', 'tar'), 'zstd', () => {
    it('unpacks the layers with the memory that RFC 8878 requires of every decoder', () => {
      const layer = join(zstdPath, 'layers/runtime.tar.zst');
      const program = 'zstd --memory=8MB';
      const args = ['--list', `--use-compress-program=${program}`, `--file=${layer}`];
      expect(runProgram('tar', args)).toMatch(/^usr\/bin\/node$/m);
    });
  });

  describeWith(needPrograms('podman'), 'podman', () => {
    const store = [`--root=${folder}/podman`, `--runroot=${folder}/run`, '--storage-driver=vfs'];
    const podman = (...args: readonly string[]) => runProgram('podman', [...store, ...args]);

    it('loads it, identifies it by its digest and unpacks the built files', () => {
      podman('load', `--input=${archive}`);
      const format = '--format={{.Digest}}';
      expect(podman('image', 'inspect', format, 'server-scratch')).toBe(digest);
      const id = podman('create', 'server-scratch:latest');
      for (const name of ['usr/bin/node', 'app/server.app']) {
        const copy = join(folder, name);
        mkdirSync(dirname(copy), { recursive: true });
        podman('cp', `${id}:/${name}`, copy);
        const unpacked = readFileSync(copy);
        expect(unpacked.equals(readFileSync(join(zstdPath, 'rootfs', name)))).toBe(true);
      }
      expect(runProgram(join(folder, 'usr/bin/node'), ['--version'])).toMatch(/^server-scratch /);
    });
  });

  describeWith(needPrograms('umoci'), 'umoci', () => {
    it('unpacks it from 0.5 on; older versions report the unknown media type', () => {
      const layout = join(folder, 'layout');
      mkdirSync(layout);
      runProgram('tar', ['--extract', `--file=${archive}`, `--directory=${layout}`]);
      const args = ['unpack', '--rootless', `--image=${layout}:latest`, `${layout}.bundle`];
      const { exitCode, stderr } = tryProgram('umoci', args);
      const isOld = / 0\.[0-4]\./.test(runProgram('umoci', ['--version']));
      if (isOld) expect(stderr).toMatch(REFUSAL);
      expect(exitCode).toBe(isOld ? 1 : 0);
    });
  });

  describeWith(needPrograms('skopeo', 'docker-registry'), 'in a registry', () => {
    let registry: Registry;
    const pull = () => `${registry.host}/server-scratch@${digest}`;
    beforeAll(async () => {
      registry = await startRegistry();
      const target = `docker://${registry.host}/server-scratch:zstd`;
      runProgram('skopeo', ['copy', '--dest-tls-verify=false', `oci-archive:${archive}`, target]);
    });
    afterAll(() => {
      registry.stop();
    });

    it('is served and pulled under the digest in image.digest', () => {
      const back = join(folder, 'back');
      const source = `docker://${pull()}`;
      runProgram('skopeo', ['copy', '--src-tls-verify=false', source, `oci:${back}:zstd`]);
      const look = ['inspect', '--format={{.Digest}}', `oci:${back}:zstd`];
      expect(runProgram('skopeo', look)).toBe(digest);
    });
  });
});
