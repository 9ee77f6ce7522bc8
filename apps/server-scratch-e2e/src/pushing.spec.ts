import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { inspect, needEngine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { startRegistry, type Registry } from '@tscratch/tools/testing/registry';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { readImages, readManifest } from './read-image.ts';
import { HEALTH_CHECK } from './health-check.ts';
import { archivePath, bothPath, outputPath } from './workspace.ts';

const page = readFileSync(join(workspacePath, 'docs/pushing.md'), 'utf8');
const digest = readFileSync(join(outputPath, 'image.digest'), 'utf8').trim();

/** Reads the commands of a section of the page. */
function readCommands(title: string): readonly string[] {
  const [, section = ''] = page.split(`\n## ${title}\n`);
  const [ofSection = ''] = section.split('\n## ');
  return [...ofSection.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command);
}

describeWith(needPrograms('skopeo', 'docker-registry'), 'image.tar in a registry', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => {
    registry.stop();
  });

  /** Runs a command of the page in a shell. */
  const type = (command: string) => {
    const line = command.replace('127.0.0.1:5000', registry.host);
    return runProgram('sh', ['-c', line], { cwd: workspacePath });
  };

  /** Returns the blobs that a push uploads. */
  function readUploads(push: () => void): readonly string[] {
    const before = registry.readRequests().length;
    push();
    const requests = registry.readRequests().slice(before);
    return requests
      .map((request) => /^PUT \S+\/blobs\/uploads\/.*digest=(.*?)(?:&|$)/.exec(request)?.[1])
      .filter((found) => found !== undefined)
      .map(decodeURIComponent)
      .toSorted();
  }

  it('is published with its SBOM, its OpenVEX document and its provenance', async () => {
    const [command = ''] = readCommands('Publish');
    // What it depends on is built; to restore it from a cache would disturb other tests.
    const output = type(
      `${command} --excludeTaskDependencies`.replace(':0.1.0', '-published:0.1.0'),
    );
    expect(output).toContain(`${registry.host}/server-scratch-published@${digest}`);
    const tag = digest.replace(':', '-');
    const url = `http://${registry.host}/v2/server-scratch-published/manifests/${tag}`;
    const headers = { accept: 'application/vnd.oci.image.index.v1+json' };
    const { manifests } = (await (await fetch(url, { headers })).json()) as {
      manifests: { artifactType: string }[];
    };
    expect(manifests.map(({ artifactType }) => artifactType)).toEqual([
      'application/vnd.cyclonedx+json',
      'application/vnd.openvex+json',
      'application/vnd.in-toto+json',
    ]);
  });

  it('is pushed once, and served under the digest in image.digest', () => {
    const [push = '', ...looks] = readCommands('One processor');
    const { config, layers } = readManifest(archivePath);
    const uploads = readUploads(() => type(push));
    expect(uploads).toEqual([config, ...layers].map((blob) => blob.digest).toSorted());
    expect(looks.slice(0, 2).map(type)).toEqual([digest, digest]);
  });

  it('shares its runtime layer: of an image with another app, only the app layer is uploaded', () => {
    const next = join(workspacePath, 'dist/apps/server-vps/image.tar');
    const target = `docker://${registry.host}/server-scratch:0.2.0`;
    const uploads = readUploads(() => {
      runProgram('skopeo', ['copy', '--dest-tls-verify=false', `oci-archive:${next}`, target]);
    });
    const { config, layers } = readManifest(next);
    const [runtime, app] = layers;
    expect(runtime).toEqual(readManifest(archivePath).layers[0]);
    expect(uploads).toEqual([config.digest, app?.digest].toSorted());
  });

  describeWith(needEngine('docker'), 'docker pull', () => {
    it('pulls it by its digest', () => {
      const pull = readCommands('One processor').at(-1) ?? '';
      expect(pull).toMatch(/^docker pull /);
      type(pull);
      const name = `${registry.host}/server-scratch@${digest}`;
      try {
        expect(inspect('docker', name, '.RepoDigests')).toContain(name);
        const check: unknown = inspect('docker', name, '.Config.Healthcheck.Test');
        expect(check).toEqual(['CMD', ...HEALTH_CHECK]);
      } finally {
        runProgram('docker', ['rmi', name]);
      }
    });
  });

  describe('for two processors', () => {
    beforeAll(() => {
      const [build = '', push = ''] = readCommands('Two processors');
      expect(build).toBe('npx nx build server-scratch --arch=x64,arm64');
      type(push.replace(outputPath.slice(workspacePath.length + 1), bothPath));
    });

    it('is served as an index under the digest in image.digest', () => {
      const reference = `docker://${registry.host}/server-scratch:0.1.0`;
      const look = ['inspect', '--tls-verify=false', '--format={{.Digest}}', reference];
      const served = readFileSync(join(bothPath, 'image.digest'), 'utf8').trim();
      expect(runProgram('skopeo', look)).toBe(served);
    });

    it.each(['amd64', 'arm64'])('contains the image for %s', (architecture) => {
      const reference = `docker://${registry.host}/server-scratch:0.1.0`;
      const look = [`--override-arch=${architecture}`, 'inspect', '--tls-verify=false', '--config'];
      const config = JSON.parse(runProgram('skopeo', [...look, reference])) as object;
      expect(config).toMatchObject({ architecture });
      const { digest: ofImage = '' } =
        readImages(join(bothPath, 'image.tar')).find(
          ({ platform }) => platform.architecture === architecture,
        ) ?? {};
      const byDigest = `docker://${registry.host}/server-scratch@${ofImage}`;
      expect(JSON.parse(runProgram('skopeo', [...look.slice(1), byDigest]))).toEqual(config);
    });
  });
});
