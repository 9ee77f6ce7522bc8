import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAuthorization } from './authorization.ts';
import { IDENTITY_TOKEN, type Credentials } from './credentials.ts';
import { parseImageName } from './image-name.ts';
import { pushBlob } from './push-blob.ts';
import { createRegistryClient } from './registry-client.ts';

const ADA = { username: 'ada', password: 's3cret' };
const BASIC = `Basic ${Buffer.from('ada:s3cret').toString('base64')}`;

describe('the password for a registry', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function start(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('goes to no host that another host than the registry names', async () => {
    const asked: string[] = [];
    const storage = await start(({ url = '', headers }, response) => {
      asked.push(`${url} ${headers.authorization ?? 'nothing'}`);
      const realm = `http://${headers.host ?? ''}/token`;
      response
        .writeHead(401, { 'www-authenticate': `Bearer realm="${realm}"` })
        .end('{"token":"x"}');
    });
    const registry = await start(({ method, headers }, response) => {
      if (headers.authorization !== BASIC) response.writeHead(401, { 'www-authenticate': 'Basic' });
      else if (method === 'POST') response.writeHead(202, { location: `http://${storage}/upload` });
      else response.writeHead(404);
      response.end();
    });
    const image = parseImageName(`${registry}/shop:1.0`);
    const client = createRegistryClient({ image, credentials: ADA, firstDelayMs: 1 });
    const content = {
      digest: `sha256:${'0'.repeat(64)}`,
      mediaType: 'text/plain',
      bytes: Buffer.from('text'),
    } as const;
    await expect(pushBlob(client, content)).rejects.toMatchObject({ code: 'REGISTRY_REFUSED' });
    expect(new Set(asked)).toEqual(new Set(['/upload nothing']));
  });

  const renew = (challenge: string, credentials: Credentials = ADA): Promise<string> =>
    createAuthorization({
      image: { registry: 'registry.example.org', repository: 'shop' },
      credentials,
    }).renew(challenge, undefined);

  it('is exchanged by OAuth 2 if it is an identity token', async () => {
    const asked: string[] = [];
    const service = await start((request, response) => {
      void text(request).then((body) => {
        asked.push(`${request.method ?? ''} ${request.headers.authorization ?? ''} ${body}`);
        response.end('{"access_token":"xyz"}');
      });
    });
    const identity = { username: IDENTITY_TOKEN, password: 'a.b.c' };
    const challenge = `Bearer realm="http://${service}/token",service="reg"`;
    expect(await renew(challenge, identity)).toBe('Bearer xyz');
    expect(asked).toEqual([
      'POST  service=reg&scope=repository%3Ashop%3Apull%2Cpush&grant_type=refresh_token&client_id=tscratch&refresh_token=a.b.c',
    ]);
    await expect(renew('Basic realm="reg"', identity)).rejects.toThrow(
      'it refuses the credentials',
    );
  });

  it('goes nowhere else with a redirection', async () => {
    let isAsked = false;
    const other = await start((_, response) => {
      isAsked = true;
      response.end('{"token":"xyz"}');
    });
    const service = await start((_, response) => {
      response.writeHead(307, { location: `http://${other}/` }).end();
    });
    const identity = { username: IDENTITY_TOKEN, password: 'a.b.c' };
    await expect(renew(`Bearer realm="http://${service}/token"`, identity)).rejects.toThrow();
    expect(isAsked).toBe(false);
  });

  it.each(['http://auth.example.org/token', '/token', ''])(
    'does not go to the realm %j, which has no TLS',
    async (realm) => {
      await expect(renew(`Bearer realm="${realm}"`)).rejects.toThrow(
        `Cannot log in to the registry registry.example.org: it sends clients to "${realm}" for a token, expected an https URL`,
      );
    },
  );

  it.each([
    [401, 'it refuses the credentials'],
    [503, /^its token service 127\S+ answered 503$/],
  ])('is wrong if the token service answers %d: %s', async (status, message) => {
    const service = await start((_, response) => response.writeHead(status).end());
    await expect(renew(`Bearer realm="http://${service}/token"`)).rejects.toThrow(message);
  });
});
