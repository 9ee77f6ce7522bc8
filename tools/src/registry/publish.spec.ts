import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../testing/describe-with.ts';
import { startRegistry, type Registry } from '../../testing/registry.ts';
import { MEDIA_TYPES } from '../formats/oci/image.ts';
import { writeTestLayout } from './layout.fixture.ts';
import { parseImageName } from './image-name.ts';
import { startProxy, type Proxy, type ProxyOptions } from './proxy.fixture.ts';
import { publish, type Publication } from './publish.ts';
import { pushImage } from './push-image.ts';
import { readLayout } from './read-layout.ts';
import { createRegistryClient } from './registry-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'publish-'));
const layout = writeTestLayout(join(folder, 'image.tar'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** "s3cret" by bcrypt. */
const PASSWORDS = 'ada:$2b$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG';
const ADA = { username: 'ada', password: 's3cret' };

async function readTag(host: string, repository: string, tag = '1.0') {
  const headers = { accept: MEDIA_TYPES.index };
  const response = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, { headers });
  return { status: response.status, digest: response.headers.get('docker-content-digest') };
}

describeWith(needPrograms('docker-registry'), 'publish() to a registry', () => {
  let registry: Registry;
  let lines: string[];
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => {
    registry.stop();
  });
  beforeEach(() => {
    lines = [];
  });

  const publishTo = (name: string, more: Partial<Publication> = {}): Promise<string> =>
    publish(
      { imagePath: layout.path, name: `${registry.host}/${name}`, attachmentPaths: [], ...more },
      { env: {}, report: (line) => lines.push(line) },
    );

  it('pushes an image for two processors, and names it by its digest', async () => {
    const repository = `${registry.host}/team/shop`;
    expect(await publishTo('team/shop:1.0')).toBe(`${repository}@${layout.root}`);
    expect(lines).toHaveLength(3);
    expect(lines.join()).toMatch(/sha256:[0-9a-f]{12} +300\.0 kB +uploaded/);
    expect(await readTag(registry.host, 'team/shop')).toEqual({ status: 200, digest: layout.root });
  });

  it('uploads nothing a second time', async () => {
    await publishTo('again:1.0');
    lines = [];
    await publishTo('again:1.1');
    expect(lines.map((line) => line.replace(/.* {2}/, ''))).toEqual(Array(3).fill('already there'));
  });

  it('takes what another repository has', async () => {
    await publishTo('base:1.0');
    lines = [];
    await publishTo('derived:1.0', { from: 'base' });
    expect(lines.map((line) => line.replace(/.* {2}/, ''))).toEqual(Array(3).fill('mounted'));
  });

  it('pushes by digest if it is that of the image', async () => {
    await publishTo(`by-digest@${layout.root}`);
    expect((await readTag(registry.host, 'by-digest', layout.root)).status).toBe(200);
    await expect(publishTo(`by-digest@sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
      code: 'REGISTRY_DIGEST',
    });
  });

  it('attaches documents, which a registry without referrers lists by a tag', async () => {
    const documents = {
      'sbom.cdx.json': { bomFormat: 'CycloneDX' },
      'image.intoto.json': { _type: 'https://in-toto.io/Statement/v1' },
      'bundle.json': { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
    };
    const paths = Object.entries(documents).map(([name, document]) => {
      writeFileSync(join(folder, name), JSON.stringify(document));
      return join(folder, name);
    });
    for (const round of [1, 2]) {
      expect(round).toBeLessThan(3); // a second time adds nothing
      await publishTo('attached:1.0', { attachmentPaths: paths });
    }
    const tag = layout.root.replace(':', '-');
    const url = `http://${registry.host}/v2/attached`;
    const accept = { accept: MEDIA_TYPES.index };
    const listed = await fetch(`${url}/manifests/${tag}`, { headers: accept });
    const index = (await listed.json()) as {
      manifests: { artifactType: string; digest: string }[];
    };
    expect(index.manifests.map(({ artifactType }) => artifactType)).toEqual([
      'application/vnd.cyclonedx+json',
      'application/vnd.in-toto+json',
      'application/vnd.dev.sigstore.bundle.v0.3+json',
    ]);
    const headers = { accept: MEDIA_TYPES.manifest };
    const first = `${url}/manifests/${index.manifests[0]?.digest ?? ''}`;
    const manifest = (await (await fetch(first, { headers })).json()) as {
      subject: { digest: string };
      layers: { digest: string }[];
    };
    expect(manifest.subject.digest).toBe(layout.root);
    const blob = await fetch(`${url}/blobs/${manifest.layers[0]?.digest ?? ''}`);
    expect(await blob.json()).toEqual({ bomFormat: 'CycloneDX' });
  });

  it('refuses a document that says nothing of its kind, before it pushes', async () => {
    writeFileSync(join(folder, 'notes.json'), '{}');
    const attachmentPaths = [join(folder, 'notes.json')];
    await expect(publishTo('notes:1.0', { attachmentPaths })).rejects.toMatchObject({
      code: 'ATTACHMENT_KIND',
    });
    expect((await readTag(registry.host, 'notes')).status).toBe(404);
  });

  it('says that a document is missing, before it pushes', async () => {
    const path = join(folder, 'absent.json');
    await expect(publishTo('absent:1.0', { attachmentPaths: [path] })).rejects.toThrow(
      `Cannot read "${path}": no such file; write the document first, or pass the path of one`,
    );
    expect((await readTag(registry.host, 'absent')).status).toBe(404);
  });

  describe('through a connection that is cut', () => {
    let proxy: Proxy | undefined;
    afterEach(() => {
      proxy?.close();
    });

    async function push(repository: string, options: Omit<ProxyOptions, 'registry'>) {
      proxy = await startProxy({ registry: registry.host, ...options });
      const image = parseImageName(`${proxy.host}/${repository}:1.0`);
      const client = createRegistryClient({ image, credentials: undefined, firstDelayMs: 1 });
      return pushImage(readLayout(layout.path), { client, image, report: () => undefined });
    }

    it.each([0, 1, 4, 7, 10, 12, 13, 14])('goes on after request %d', async (cut) => {
      const repository = `cut-${cut}`;
      expect(await push(repository, { cutAfter: (index) => (index === cut ? 0 : undefined) })).toBe(
        layout.root,
      );
      expect(proxy?.requests.length).toBeGreaterThan(cut);
      expect((await readTag(registry.host, repository)).digest).toBe(layout.root);
    });

    it('goes on within a blob', async () => {
      let cuts = 0;
      await push('within', {
        cutAfter: (_, { method, headers }) =>
          method === 'PATCH' && Number(headers['content-length']) > 100_000 && cuts++ === 0
            ? 100_000
            : undefined,
      });
      expect(cuts).toBe(2);
      expect((await readTag(registry.host, 'within')).digest).toBe(layout.root);
    });

    it('begins a blob again where the registry does not say how much it has', async () => {
      let cuts = 0;
      await push('unsaid', {
        cutAfter: (_, { method }) => (method === 'PATCH' && cuts++ === 0 ? 1 : undefined),
        answer: ({ method, url = '' }, response) => {
          const isAsked = method === 'GET' && url.includes('/blobs/uploads/');
          if (isAsked) response.writeHead(405).end();
          return isAsked;
        },
      });
      expect((await readTag(registry.host, 'unsaid')).digest).toBe(layout.root);
    });

    it.each([0, 1, 5, 9, 12, 13, 14])('leaves no tag if it stays cut after %d', async (first) => {
      const repository = `stays-${first}`;
      const cutAfter = (index: number) => (index >= first ? 0 : undefined);
      await expect(push(repository, { cutAfter })).rejects.toMatchObject({
        code: 'REGISTRY_UNREACHABLE',
        message: expect.stringMatching(
          /^Cannot reach the registry 127\S+ \(\S.*\); check/,
        ) as string,
      });
      expect((await readTag(registry.host, repository)).status).toBe(404);
    });

    it.each([429, 503])('waits while the registry answers %d', async (status) => {
      let left = 2;
      const answer: ProxyOptions['answer'] = (_, response) => {
        if (left-- <= 0) return false;
        response.writeHead(status).end();
        return true;
      };
      expect(await push(`busy-${status}`, { answer })).toBe(layout.root);
    });

    it('says what the registry refuses', async () => {
      const answer: ProxyOptions['answer'] = ({ method }, response) => {
        if (method !== 'POST') return false;
        response
          .writeHead(403, { 'content-type': 'application/json' })
          .end('{"errors":[{"code":"DENIED","message":"quota"}]}');
        return true;
      };
      await expect(push('denied', { answer })).rejects.toThrow(
        /^Cannot complete POST \/v2\/denied\/blobs\/uploads\/ at 127\S+: it answered 403, "DENIED: quota"/,
      );
    });
  });

  it('says why an upload was refused, not that nothing more can be said of it', async () => {
    const proxy: Proxy = await startProxy({
      registry: registry.host,
      answer: ({ method, url = '' }, response) => {
        if (method !== 'PATCH' && !(method === 'GET' && url.includes('/uploads/'))) return false;
        const message = method === 'PATCH' ? 'the quota is used up' : 'no such right';
        response.writeHead(403).end(JSON.stringify({ errors: [{ code: 'DENIED', message }] }));
        return true;
      },
    });
    const name = `${proxy.host}/quota:1.0`;
    await expect(
      publish(
        { imagePath: layout.path, name, attachmentPaths: [] },
        { env: {}, report: () => undefined },
      ),
    ).rejects.toThrow(/^Cannot complete PATCH .*"DENIED: the quota is used up"/);
    proxy.close();
  });

  it('gets a token where the registry asks for one', async () => {
    const asked: string[] = [];
    const proxy: Proxy = await startProxy({
      registry: registry.host,
      answer: ({ url = '', headers }, response) => {
        if (url.startsWith('/token')) {
          asked.push(`${url} ${headers.authorization ?? ''}`);
          response.end(JSON.stringify({ token: 'xyz' }));
        } else if (headers.authorization === 'Bearer xyz') return false;
        else {
          const realm = `http://${headers.host ?? ''}/token`;
          const challenge = `Bearer realm="${realm}",service="reg",scope="repository:token:pull,push"`;
          response.writeHead(401, { 'www-authenticate': challenge }).end();
        }
        return true;
      },
    });
    const name = `${proxy.host}/token:1.0`;
    const publication = { imagePath: layout.path, name, attachmentPaths: [], credentials: ADA };
    await publish(publication, { env: {}, report: () => undefined });
    proxy.close();
    const basic = Buffer.from('ada:s3cret').toString('base64');
    expect(new Set(asked)).toEqual(
      new Set([`/token?service=reg&scope=repository%3Atoken%3Apull%2Cpush Basic ${basic}`]),
    );
    expect((await readTag(registry.host, 'token')).digest).toBe(layout.root);
  });
});

describeWith(needPrograms('docker-registry'), 'publish() to a registry with users', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry({ passwords: PASSWORDS });
  });
  afterAll(() => {
    registry.stop();
  });
  const publishAs = (credentials: Publication['credentials'], env = {}): Promise<string> => {
    const name = `${registry.host}/shop:1.0`;
    const publication = { imagePath: layout.path, name, attachmentPaths: [], credentials };
    return publish(publication, { env, report: () => undefined });
  };

  it('pushes with the credentials of a call, or with those that Docker stored', async () => {
    expect(await publishAs(ADA)).toContain(layout.root);
    const auth = Buffer.from('ada:s3cret').toString('base64');
    const config = { auths: { [registry.host]: { auth } } };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    expect(await publishAs(undefined, { DOCKER_CONFIG: folder })).toContain(layout.root);
  });

  it('says how to log in', async () => {
    await expect(publishAs(undefined)).rejects.toThrow(
      `Cannot use the registry ${registry.host} without credentials; run docker login ${registry.host}, or pass --username and --password-stdin`,
    );
    await expect(publishAs({ ...ADA, password: 'other' })).rejects.toThrow(
      `Cannot use the registry ${registry.host} as "ada": it refuses the credentials`,
    );
  });
});
