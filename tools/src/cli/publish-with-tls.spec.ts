import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../testing/certificate.ts';
import { describeWith, needPrograms } from '../../testing/describe-with.ts';
import { startRegistry, type Registry } from '../../testing/registry.ts';
import { writeTestLayout } from '../registry/layout.fixture.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'publish-tls-'));
const layout = writeTestLayout(join(folder, 'shop.tar'), 2_000);
/** "s3cret" by bcrypt. */
const passwords = 'ada:$2b$04$abcdefghijklmnopqrstuuLZYjhNQAOdpbzt4WxWlUHjv1wsyH5DG';

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'publish', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { status, stdout, stderr };
}

/** A process reads its authorities at its start, so the command runs in one of its own. */
describeWith(needPrograms('docker-registry'), 'tscratch publish to a registry with TLS', () => {
  let registry: Registry;
  let authorityPath: string;
  let name: string;
  beforeAll(async () => {
    const certificate = makeCertificate(folder, 'IP:127.0.0.1');
    ({ authorityPath } = certificate);
    registry = await startRegistry({ passwords, certificate });
    name = `${registry.host}/team/shop:1.0`;
    const auth = Buffer.from('ada:s3cret').toString('base64');
    const auths = { [registry.host]: { auth } };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }));
  });
  afterAll(() => {
    registry.stop();
  });

  it('pushes with the authority of NODE_EXTRA_CA_CERTS and the login that Docker stored', () => {
    const env = { NODE_EXTRA_CA_CERTS: authorityPath, DOCKER_CONFIG: folder };
    expect(run([name], env)).toMatchObject({
      status: 0,
      stdout: `${registry.host}/team/shop@${layout.root}\n`,
    });
    expect(registry.readRequests()).toContain('PUT /v2/team/shop/manifests/1.0');
  });

  it('asks for the login behind TLS, too', () => {
    const env = { NODE_EXTRA_CA_CERTS: authorityPath };
    expect(run([name], env)).toMatchObject({
      status: 77,
      stderr: expect.stringContaining(`run docker login ${registry.host}`) as string,
    });
  });

  it('sends nothing to a registry whose authority it does not know, and says how to name it', () => {
    const before = registry.readRequests().length;
    expect(run([name], { DOCKER_CONFIG: folder })).toEqual({
      status: 78,
      stdout: '',
      stderr: `Cannot trust the registry ${registry.host}: Node knows no authority for its certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE); set NODE_EXTRA_CA_CERTS to the PEM file of the authority, such as the ca.crt that Docker has for this registry\n`,
    });
    expect(registry.readRequests()).toHaveLength(before);
  });

  it('sends nothing to a registry with the certificate of another one', async () => {
    const others = join(folder, 'others');
    mkdirSync(others);
    const certificate = makeCertificate(others, 'DNS:registry.example.org');
    const other = await startRegistry({ certificate });
    const env = { NODE_EXTRA_CA_CERTS: certificate.authorityPath };
    expect(run([`${other.host}/shop`], env)).toEqual({
      status: 76,
      stdout: '',
      stderr: expect.stringMatching(
        /^Cannot trust the registry 127\S+ its certificate is not valid for it \(".*127\.0\.0\.1.*"\); correct the certificate, or use the name that it has\n$/,
      ) as string,
    });
    expect(other.readRequests()).toEqual([]);
    other.stop();
  });
});
