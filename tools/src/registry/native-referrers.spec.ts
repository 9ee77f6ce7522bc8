import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithGoProgram } from '../../testing/build-go-program.ts';
import {
  startRegistryWithReferrers,
  type RegistryWithReferrers,
} from '../../testing/registry-with-referrers.ts';
import { parseImageName } from './image-name.ts';
import { writeTestLayout } from './layout.fixture.ts';
import { publish } from './publish.ts';
import { pullReferrers } from './pull-referrers.ts';
import { createRegistryClient } from './registry-client.ts';

describeWithGoProgram('registry-with-referrers', 'a registry with the API of referrers', (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'referrers-'));
  const layout = writeTestLayout(join(folder, 'image.tar'), 2_000);
  const sbomPath = join(folder, 'sbom.cdx.json');
  writeFileSync(sbomPath, '{"bomFormat":"CycloneDX"}');
  let registry: RegistryWithReferrers;
  beforeAll(async () => {
    registry = await startRegistryWithReferrers(path);
  });
  afterAll(() => {
    registry.stop();
    rmSync(folder, { recursive: true });
  });

  it('lists referrers itself: publish() leaves that to the registry, and writes no tag for it', async () => {
    const name = `${registry.host}/shop:1.0`;
    const publication = { imagePath: layout.path, name, attachmentPaths: [sbomPath] };
    const published = await publish(publication, { env: {}, report: () => undefined });
    expect(published).toBe(`${registry.host}/shop@${layout.root}`);
    const url = `http://${registry.host}/v2/shop`;
    const listed = await fetch(`${url}/referrers/${layout.root}`);
    expect(await listed.json()).toMatchObject({
      manifests: [{ artifactType: 'application/vnd.cyclonedx+json' }],
    });
    const tags = (await (await fetch(`${url}/tags/list`)).json()) as { tags: string[] };
    expect(tags.tags).toEqual(['1.0']);
  });

  it('is verified by its own list', async () => {
    const image = parseImageName(`${registry.host}/shop:1.0`);
    const client = createRegistryClient({ image, credentials: undefined });
    const { parts } = await pullReferrers(client, layout.root);
    expect(parts).toMatchObject([
      { name: 'manifest of application/vnd.cyclonedx+json', problem: undefined },
      { name: 'sbom.cdx.json', problem: undefined },
    ]);
  });
});
