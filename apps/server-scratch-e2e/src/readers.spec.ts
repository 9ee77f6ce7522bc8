import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { needEngine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { HEALTH_CHECK } from './health-check.ts';
import { loadImage } from './load-image.ts';
import { readImages, readManifest } from './read-image.ts';
import { archivePath, bothPath, outputPath } from './workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'readers-'));
const digestOf = (path: string) => readFileSync(join(path, 'image.digest'), 'utf8').trim();

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program that reads an archive, and the digest by which it identifies the image. */
interface Reader {
  readonly name: string;
  readonly need: ReturnType<typeof needPrograms>;
  readonly read: (archivePath: string) => string;
}

const ofManifest: readonly Reader[] = [
  {
    name: 'skopeo inspect',
    need: needPrograms('skopeo'),
    read: (path) =>
      runProgram('skopeo', ['inspect', '--format={{.Digest}}', `oci-archive:${path}`]),
  },
  {
    name: 'podman load',
    need: needPrograms('podman'),
    read: (path) => {
      // Podman shows either digest of an image that it has received twice, within two indexes.
      podman('image', 'rm', '--all', '--force');
      podman('load', `--input=${path}`);
      return podman('image', 'inspect', '--format={{.Digest}}', 'server-scratch');
    },
  },
];

/** Podman with a separate store, so that the user's own store does not change. */
function podman(...args: readonly string[]): string {
  const store = [`--root=${folder}/podman`, `--runroot=${folder}/run`, '--storage-driver=vfs'];
  return runProgram('podman', [...store, ...args]);
}

/** @returns The ID of the image. */
function loadIntoDocker(path: string): string {
  return runProgram('docker', ['image', 'inspect', '--format={{.Id}}', loadImage('docker', path)]);
}

/** Unpacks the archive, because umoci reads layouts in folders. */
function unpackLayout(path: string, name: string): string {
  const layout = join(folder, name);
  mkdirSync(layout);
  runProgram('tar', ['--extract', `--file=${path}`, `--directory=${layout}`]);
  return layout;
}

function unpackBundle(layout: string): string {
  const bundle = `${layout}.bundle`;
  runProgram('umoci', ['unpack', '--rootless', `--image=${layout}:latest`, bundle]);
  return bundle;
}

describe('image.tar', () => {
  const digest = digestOf(outputPath);

  ofManifest.forEach(({ name, need, read }) => {
    describeWith(need, name, () => {
      it('identifies it by the digest in image.digest', () => {
        expect(read(archivePath)).toBe(digest);
      });
    });
  });

  describeWith(needPrograms('skopeo'), 'skopeo copy', () => {
    it('keeps every byte of the manifest', () => {
      const target = join(folder, 'copy');
      runProgram('skopeo', ['copy', `oci-archive:${archivePath}`, `dir:${target}`]);
      const bytes = readFileSync(join(target, 'manifest.json'));
      expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
    });
  });

  describeWith(needEngine('docker'), 'docker load', () => {
    it('identifies it by its configuration, or by its manifest in the store of containerd', () => {
      expect([readManifest(archivePath).config.digest, digest]).toContain(
        loadIntoDocker(archivePath),
      );
    });
  });

  describeWith(needPrograms('umoci'), 'umoci', () => {
    it('unpacks the files, and records the digest next to them', () => {
      const bundle = unpackBundle(unpackLayout(archivePath, 'layout'));
      expect(readdirSync(bundle)).toContain(`${digest.replace(':', '_')}.mtree`);
      expect(readdirSync(join(bundle, 'rootfs'))).toEqual(
        readdirSync(join(outputPath, 'rootfs')).toSorted(),
      );
    });

    it('lists each layer and each setting', () => {
      const args = ['stat', '--json', `--image=${join(folder, 'layout')}:latest`];
      const { history } = JSON.parse(runProgram('umoci', args)) as { history: HistoryEntry[] };
      expect(history.map(({ empty_layer: isEmpty = false }) => isEmpty)).toEqual([
        ...Array<boolean>(2).fill(false),
        ...Array<boolean>(6).fill(true),
      ]);
      expect(history[1]).toMatchObject({
        created_by: 'nx run server-scratch:bundle',
        comment: 'server-scratch',
      });
    });
  });

  describeWith(needPrograms('podman', 'skopeo'), 'HEALTHCHECK under podman', () => {
    const CHECK = ['CMD', ...HEALTH_CHECK];
    const inspectHealth = (image: string) =>
      JSON.parse(podman('image', 'inspect', '--format={{json .HealthCheck}}', image)) as unknown;

    it('is lost with the OCI image format, which has no field for it', () => {
      podman('load', `--input=${archivePath}`);
      expect(inspectHealth('server-scratch')).toBeNull();
    });

    it("is kept with Docker's format, which the same archive contains", () => {
      const store = `[vfs@${folder}/podman+${folder}/run]`;
      const target = `containers-storage:${store}server-scratch:docker`;
      runProgram('skopeo', ['copy', `docker-archive:${archivePath}`, target]);
      expect(inspectHealth('server-scratch:docker')).toMatchObject({ Test: CHECK });
    });

    it('can be set with --health-cmd, as in docs/pushing.md', () => {
      const page = readFileSync(join(workspacePath, 'docs/pushing.md'), 'utf8');
      const [, check = ''] = /--health-cmd='(.*?)'/.exec(page) ?? [];
      const flag = `--health-cmd=${check}`;
      const id = podman('create', flag, 'server-scratch:latest');
      const format = '--format={{json .Config.Healthcheck}}';
      expect(JSON.parse(podman('container', 'inspect', format, id))).toMatchObject({
        Test: CHECK.slice(0, -1), // the page assumes that the ops port is on
      });
    });
  });
});

interface HistoryEntry {
  readonly created_by: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

describe('image.tar for two processors', () => {
  const archive = join(bothPath, 'image.tar');

  it('lists amd64 first, whatever the order of --arch, and the variant of arm64', () => {
    expect(readImages(archive).map(({ platform }) => platform)).toEqual([
      { architecture: 'amd64', os: 'linux' },
      { architecture: 'arm64', os: 'linux', variant: 'v8' },
    ]);
  });

  (process.arch === 'x64' ? it : it.skip)('has the same runtime layer as a build for one', () => {
    expect(readManifest(archive).layers[0]).toEqual(readManifest(archivePath).layers[0]);
  });

  ofManifest.forEach(({ name, need, read }) => {
    describeWith(need, name, () => {
      it('identifies it by the digest of the index', () => {
        expect(read(archive)).toBe(digestOf(bothPath));
      });
    });
  });

  describeWith(needEngine('docker'), 'docker load', () => {
    it('loads the image for amd64, the only one that manifest.json can name', () => {
      const { config } = readManifest(archive);
      expect([config.digest, digestOf(bothPath)]).toContain(loadIntoDocker(archive));
    });
  });

  describeWith(needPrograms('skopeo', 'umoci'), 'skopeo copy --override-arch', () => {
    it.each([
      ['amd64', 0],
      ['arm64', 1],
    ])('extracts the image for %s, which umoci unpacks', (architecture, position) => {
      const layout = join(folder, architecture);
      runProgram('skopeo', [
        'copy',
        `--override-arch=${architecture}`,
        `oci-archive:${archive}`,
        `oci:${layout}:latest`,
      ]);
      const bundle = unpackBundle(layout);
      const name = readImages(archive)[position]?.digest.replace(':', '_') ?? '';
      expect(existsSync(join(bundle, `${name}.mtree`))).toBe(true);
      expect(runProgram('file', [join(bundle, 'rootfs/usr/bin/node')])).toContain(
        { amd64: 'x86-64', arm64: 'ARM aarch64' }[architecture],
      );
    });
  });
});
