import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderAppFile } from '@tscratch/tools/formats/app-file/render-app-file';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { loadImage } from './load-image.ts';
import { outputPath } from './workspace.ts';

const BARE = 'tscratch-e2e/bare';

/** Node, and the entrypoint that leads to it. */
const PROGRAM = ['usr/bin/node', 'server'];

const MADE: unknown = expect.stringMatching(/^\/tmp\/of-probe-/);

/** An app that prints the value of an expression, which may be a promise, or the code of its error. */
const PROBE = `
  const [dns, fs, os, tls] = ['dns', 'fs', 'os', 'tls'].map((name) => require('node:' + name));
  const show = (value) => console.log(JSON.stringify(value));
  Promise.resolve().then(() => eval(process.argv[2])).then(show, ({ code }) => show({ code }));
`;

/** Whether a server with the certificate in /probe is trusted. */
const HANDSHAKE = `new Promise((resolve, reject) => {
  const [key, cert] = ['key', 'crt'].map((type) => fs.readFileSync('/probe/tls.' + type));
  const server = tls.createServer({ key, cert }).listen(0, '127.0.0.1', () => {
    const target = { port: server.address().port, host: '127.0.0.1', servername: 'localhost' };
    const socket = tls.connect(target, () => resolve(socket.authorized)).on('error', reject);
    socket.on('close', () => server.close()).on('secureConnect', () => socket.destroy());
  });
})`;

/**
 * The purpose of each file. Each expression runs in the image, and in one with Node alone: a file that makes
 * no difference does not belong in the image.
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

  /** An image that contains only what every program needs. */
  function importBare(): void {
    const unpack = ['--extract', '--gzip', `--file=${outputPath}/layers/runtime.tar.gz`];
    runProgram('tar', [...unpack, `--directory=${folder}`, ...PROGRAM]);
    const pack = ['--create', `--file=${folder}/bare.tar`, `--directory=${folder}`];
    runProgram('tar', [...pack, ...PROGRAM]);
    const settings = ['--change=ENTRYPOINT ["/server"]', '--change=USER 65532:65532'];
    runProgram(engine, ['import', ...settings, inFolder('bare.tar'), BARE]);
  }

  function makeCertificate(): void {
    const files = ['-keyout', inFolder('tls.key'), '-out', inFolder('tls.crt')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    runProgram('openssl', ['req', '-x509', '-days', '30', ...key, ...subject, ...files]);
    chmodSync(inFolder('tls.key'), 0o644); // for uid 65532, which has no rights on the host
  }

  const ask = (name: string, expression: string, flags: readonly string[] = []) => {
    const hardened = ['--rm', '--read-only', '--cap-drop=ALL'];
    const volumes = [
      `--volume=${folder}:/probe:ro`,
      `--volume=${folder}/server.app:/app/server.app:ro`,
    ];
    return tryProgram(engine, ['run', ...hardened, ...volumes, ...flags, name, expression]);
  };
  const answer = (...question: Parameters<typeof ask>): unknown => {
    const { exitCode, stdout, stderr } = ask(...question);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return JSON.parse(stdout) as unknown;
  };

  it('is /usr/bin/node to the kernel, which profilers ask, although the entrypoint is /server', () => {
    const names = "[process.argv0, fs.readlinkSync('/proc/self/exe'), process.argv[1]]";
    const expected = ['/server', '/usr/bin/node', '/app/server.app'];
    expect(answer(image, names)).toEqual(expected);
  });

  it.each([
    ['etc/passwd', 'os.userInfo().username', 'nonroot', { code: 'ERR_SYSTEM_ERROR' }],
    ['tmp', 'fs.statSync(os.tmpdir()).isDirectory()', true, { code: 'ENOENT' }],
  ])('%s is needed for %s', (_, expression, inImage, without) => {
    expect(answer(image, expression)).toEqual(inImage);
    expect(answer(BARE, expression)).toEqual(without);
  });

  it.each([
    ['etc/passwd', 'nonroot'],
    ['etc/group', '65532:nonroot'],
  ])('%s is needed for --user=%s', (_, user) => {
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
      'usr/share/zoneinfo: Node contains the zones',
      {
        expression: 'new Date(0).toString()',
        flags: ['--env=TZ=Asia/Tokyo'],
        expected: 'Thu Jan 01 1970 09:00:00 GMT+0900 (Japan Standard Time)',
      },
    ],
    [
      'usr/share/zoneinfo: Node contains daylight saving times',
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
      'etc/ssl/certs: NODE_EXTRA_CA_CERTS adds CAs',
      {
        expression: HANDSHAKE,
        flags: ['--env=NODE_EXTRA_CA_CERTS=/probe/tls.crt'],
        expected: true,
      },
    ],
    [
      'etc/ssl/certs: without it they are not trusted',
      { expression: HANDSHAKE, expected: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
    ],
    [
      'etc/nsswitch.conf: glibc reads files by default',
      {
        expression: `dns.promises.lookup('partner')`,
        flags: ['--add-host=partner:192.0.2.7'],
        expected: { address: '192.0.2.7', family: 4 },
      },
    ],
    [
      'etc/hosts: engines provide it',
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
      'etc/resolv.conf: engines provide it',
      { expression: 'dns.getServers()', flags: ['--dns=192.0.2.53'], expected: ['192.0.2.53'] },
    ],
  ])('does not need %s', (_, { expression, flags, expected }) => {
    expect(answer(BARE, expression, flags)).toEqual(expected);
  });
});

interface Question {
  readonly expression: string;
  /** Flags of the engine. */
  readonly flags?: readonly string[];
  readonly expected: unknown;
}
