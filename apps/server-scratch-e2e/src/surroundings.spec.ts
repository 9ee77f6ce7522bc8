import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderAppFile } from '@tscratch/tools/formats/app-file/render-app-file';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { loadImage } from './load-image.ts';
import { outputPath } from './workspace.ts';

const BARE = 'tscratch-e2e/bare';

const MADE: unknown = expect.stringMatching(/^\/tmp\/of-probe-/);

/** An app that shows the value of an expression, which may be a promise, or the code of its error. */
const PROBE = `
  const [dns, fs, os, tls] = ['dns', 'fs', 'os', 'tls'].map((name) => require('node:' + name));
  const show = (value) => console.log(JSON.stringify(value));
  Promise.resolve().then(() => eval(process.argv[2])).then(show, ({ code }) => show({ code }));
`;

/** Whether a server of the certificate in /probe is trusted. */
const HANDSHAKE = `new Promise((resolve, reject) => {
  const [key, cert] = ['key', 'crt'].map((type) => fs.readFileSync('/probe/tls.' + type));
  const server = tls.createServer({ key, cert }).listen(0, '127.0.0.1', () => {
    const target = { port: server.address().port, host: '127.0.0.1', servername: 'localhost' };
    const socket = tls.connect(target, () => resolve(socket.authorized)).on('error', reject);
    socket.on('close', () => server.close()).on('secureConnect', () => socket.destroy());
  });
})`;

/**
 * What a file is for. Each expression is asked in the image, and in one of `/server` alone: a file that
 * makes no difference has no place in the image.
 */
describeWithEngine('the surroundings of the program', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'surroundings-'));
  const inFolder = (name: string) => join(folder, name);
  let image: string;

  beforeAll(() => {
    chmodSync(folder, 0o755); // mkdtemp(3) makes it 0700
    writeFileSync(inFolder('server.app'), renderAppFile(Buffer.from(PROBE), undefined));
    image = loadImage(engine);
    importBare();
    makeCertificate();
  });
  afterAll(() => {
    runProgram(engine, ['rmi', BARE]);
    rmSync(folder, { recursive: true });
  });

  /** An image of what no program can be without. */
  function importBare(): void {
    const unpack = ['--extract', '--gzip', `--file=${outputPath}/layers/runtime.tar.gz`];
    runProgram('tar', [...unpack, `--directory=${folder}`, 'server']);
    runProgram('tar', ['--create', `--file=${folder}/bare.tar`, `--directory=${folder}`, 'server']);
    const settings = ['--change=ENTRYPOINT ["/server"]', '--change=USER 65532:65532'];
    runProgram(engine, ['import', ...settings, inFolder('bare.tar'), BARE]);
  }

  function makeCertificate(): void {
    const files = ['-keyout', inFolder('tls.key'), '-out', inFolder('tls.crt')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    runProgram('openssl', ['req', '-x509', '-days', '30', ...key, ...subject, ...files]);
    chmodSync(inFolder('tls.key'), 0o644); // for 65532, who is nobody on the host
  }

  const ask = (name: string, expression: string, flags: readonly string[] = []) => {
    const hardened = ['--rm', '--read-only', '--cap-drop=ALL'];
    const volumes = [
      `--volume=${folder}:/probe:ro`,
      `--volume=${folder}/server.app:/server.app:ro`,
    ];
    return tryProgram(engine, ['run', ...hardened, ...volumes, ...flags, name, expression]);
  };
  const answer = (...question: Parameters<typeof ask>): unknown => {
    const { exitCode, stdout, stderr } = ask(...question);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return JSON.parse(stdout) as unknown;
  };

  it.each([
    ['etc/passwd', 'os.userInfo().username', 'nonroot', { code: 'ERR_SYSTEM_ERROR' }],
    ['tmp', 'fs.statSync(os.tmpdir()).isDirectory()', true, { code: 'ENOENT' }],
  ])('%s earns its place for %s', (_, expression, inImage, without) => {
    expect(answer(image, expression)).toEqual(inImage);
    expect(answer(BARE, expression)).toEqual(without);
  });

  it.each([
    ['etc/passwd', 'nonroot'],
    ['etc/group', '65532:nonroot'],
  ])('%s earns its place for --user=%s', (_, user) => {
    const expression = '[process.getuid(), process.getgid()]';
    expect(answer(image, expression, [`--user=${user}`])).toEqual([65_532, 65_532]);
    const { exitCode, stderr } = ask(BARE, expression, [`--user=${user}`]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/unable to find (user|group) nonroot/);
  });

  it.each([
    ['is writable for 65532', ['--read-only=false'], MADE],
    ['is writable for 1000', ['--read-only=false', '--user=1000'], MADE],
    ['is writable as a tmpfs', ['--tmpfs=/tmp'], MADE],
    ['is not writable on a read-only root', [], { code: 'EROFS' }],
  ])('/tmp %s', (_, flags, expected) => {
    expect(answer(image, `fs.mkdtempSync('/tmp/of-probe-')`, flags)).toEqual(expected);
  });

  it.each<[string, Question]>([
    [
      'usr/share/zoneinfo: Node has the zones',
      {
        expression: 'new Date(0).toString()',
        flags: ['--env=TZ=Asia/Tokyo'],
        expected: 'Thu Jan 01 1970 09:00:00 GMT+0900 (Japan Standard Time)',
      },
    ],
    [
      'usr/share/zoneinfo: Node has the summers',
      {
        expression: '[0, 6].map((month) => new Date(2026, month).getTimezoneOffset())',
        flags: ['--env=TZ=Europe/Berlin'],
        expected: [-60, -120],
      },
    ],
    [
      'etc/localtime: without TZ it is UTC',
      { expression: 'new Date(2026, 6).getTimezoneOffset()', expected: 0 },
    ],
    [
      "etc/ssl/certs: Node has Mozilla's authorities",
      { expression: 'tls.rootCertificates.length > 100', expected: true },
    ],
    [
      'etc/ssl/certs: further authorities come by NODE_EXTRA_CA_CERTS',
      {
        expression: HANDSHAKE,
        flags: ['--env=NODE_EXTRA_CA_CERTS=/probe/tls.crt'],
        expected: true,
      },
    ],
    [
      'etc/ssl/certs: and are not trusted without',
      { expression: HANDSHAKE, expected: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
    ],
    [
      'etc/nsswitch.conf: glibc looks into files by itself',
      {
        expression: `dns.promises.lookup('partner')`,
        flags: ['--add-host=partner:192.0.2.7'],
        expected: { address: '192.0.2.7', family: 4 },
      },
    ],
    [
      'etc/hosts: engines bring it',
      {
        expression: `dns.promises.lookup('localhost', { family: 4 })`,
        expected: { address: '127.0.0.1', family: 4 },
      },
    ],
    [
      'etc/hostname: engines set the name',
      { expression: 'os.hostname()', flags: ['--hostname=web'], expected: 'web' },
    ],
    [
      'etc/resolv.conf: engines bring it',
      { expression: 'dns.getServers()', flags: ['--dns=192.0.2.53'], expected: ['192.0.2.53'] },
    ],
  ])('there is no need of %s', (_, { expression, flags, expected }) => {
    expect(answer(BARE, expression, flags)).toEqual(expected);
  });
});

interface Question {
  readonly expression: string;
  /** Of the engine. */
  readonly flags?: readonly string[];
  readonly expected: unknown;
}
