import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { askSocket } from '../../../testing/ask-socket.ts';
import { collectLog, type LogLine } from '../../../testing/collect-log.ts';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { openRaw } from '../../../testing/raw-client.ts';
import { runProgram, startProgram, type ProgramProcess } from '../../../testing/start-program.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/program.fixture.ts');
/** Empty variables count as unset. */
const UNSET = { HOST: '', PORT: '' };

let folder: string;
let program: ProgramProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'l-'));
});
afterEach(() => {
  program?.kill('SIGKILL');
  program = undefined;
  rmSync(folder, { recursive: true });
});

async function start(env: Readonly<Record<string, string>>) {
  program = startProgram(main, { env: { ...UNSET, ...env } });
  const log = collectLog(program);
  await until(() => log().some(({ msg }) => msg === 'ready'));
  return { program, log, addresses: addressesIn(log()) };
}

function addressesIn(log: readonly LogLine[]): unknown[] {
  const lines = log.filter(({ msg, listener }) => msg === 'listening' && listener === undefined);
  return lines.map((line) => line['address']);
}

const urlOf = ({ address, family, port }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/`;

describe('a program with LISTEN', () => {
  it('listens on each address, with its mode, and removes the path at the end', async () => {
    const path = join(folder, 'app.sock');
    const LISTEN = `127.0.0.1:0,[::1]:0,unix:${path}`;
    const { program: running, addresses } = await start({ LISTEN, LISTEN_MODE: '0666' });
    const [ipv4, ipv6] = addresses as AddressInfo[];
    expect(addresses).toEqual([
      expect.objectContaining({ address: '127.0.0.1' }),
      expect.objectContaining({ address: '::1' }),
      path,
    ]);
    for (const address of [ipv4, ipv6])
      expect((await fetch(urlOf(address as AddressInfo))).status).toBe(200);
    expect((await askSocket({ socketPath: path, line: 'GET /' })).status).toBe(200);
    expect(lstatSync(path).mode & 0o777).toBe(0o666);
    running.kill('SIGTERM');
    expect(await once(running, 'exit')).toEqual([0, null]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets its own group connect to a unix socket by default', async () => {
    const path = join(folder, 'app.sock');
    await start({ LISTEN: `unix:${path}` });
    expect(lstatSync(path).mode & 0o777).toBe(0o660);
  });

  it('accepts IPv4 and IPv6 on the same port', async () => {
    const taken = createServer();
    await once(taken.listen(0, '0.0.0.0'), 'listening');
    const { port } = taken.address() as AddressInfo;
    await once(taken.close(), 'close');
    const { addresses } = await start({ LISTEN: `[::]:${port},0.0.0.0:${port}` });
    expect((addresses as AddressInfo[]).map((one) => one.port)).toEqual([port, port]);
    for (const host of ['127.0.0.1', '[::1]'])
      expect((await fetch(`http://${host}:${port}/`)).status).toBe(200);
  });

  it('serves TLS on each address', async () => {
    const { certPath, keyPath } = makeCertificate(folder, 'pair');
    const path = join(folder, 'app.sock');
    const { addresses } = await start({
      LISTEN: `127.0.0.1:0,unix:${path}`,
      TLS_CERT_FILE: certPath,
      TLS_KEY_FILE: keyPath,
    });
    const [{ port } = { port: 0 }] = addresses as AddressInfo[];
    const ca = readFileSync(certPath, 'utf8');
    for (const place of [{ host: '127.0.0.1', port }, { socketPath: path }]) {
      const call = getSecure({ ...place, servername: 'localhost', ca, agent: false });
      const [response] = (await once(call, 'response')) as [IncomingMessage];
      expect([response.statusCode, await text(response)]).toEqual([
        200,
        expect.stringContaining('is alive'),
      ]);
    }
  });

  it('hands the connections of each address to serving threads', async () => {
    const { addresses } = await start({
      LISTEN: '127.0.0.1:0,127.0.0.2:0',
      SERVING_THREADS: '2',
    });
    expect(addresses).toHaveLength(2);
    for (const address of addresses)
      for (let count = 0; count < 3; count += 1)
        expect((await fetch(urlOf(address as AddressInfo))).status).toBe(200);
  });

  it.each(['1', '2'])(
    'stops accepting on all of them in the drain, with %s serving threads',
    async (SERVING_THREADS) => {
      const LISTEN = '127.0.0.1:0,127.0.0.2:0';
      const { program: running, addresses } = await start({ LISTEN, SERVING_THREADS });
      const [first, second] = addresses as [AddressInfo, AddressInfo];
      const exited = once(running, 'exit');
      running.kill('SIGTERM');
      for (const address of [first, second])
        await until(() =>
          fetch(urlOf(address)).then(
            () => false,
            () => true,
          ),
        );
      expect(await exited).toEqual([0, null]);
    },
  );

  it('counts the connections of all addresses for MAX_CONNECTIONS', async () => {
    const { addresses, log } = await start({
      LISTEN: '127.0.0.1:0,127.0.0.1:0',
      MAX_CONNECTIONS: '1',
      SERVING_THREADS: '1',
    });
    const [first, second] = addresses as [AddressInfo, AddressInfo];
    using open = await openRaw(first.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => open.received() !== '');
    using refused = await openRaw(second.port);
    await refused.closed;
    await until(() => log().some(({ reason }) => reason === 'connection_limit'));
  });

  it('closes the first address if the second is taken', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    const path = join(folder, 'app.sock');
    const LISTEN = `unix:${path},127.0.0.1:${port}`;
    const { exitCode, stderr } = await runProgram(main, {
      env: { ...UNSET, LISTEN, SERVING_THREADS: '1' },
    });
    expect([exitCode, stderr]).toEqual([
      69,
      expect.stringContaining(
        `Cannot listen on port ${port} of 127.0.0.1: another process is using it; stop that process or set LISTEN to another port\n`,
      ),
    ]);
    expect(existsSync(path)).toBe(false);
    await once(taken.close(), 'close');
  });

  it('removes a stale socket, and neither a live one nor another file', async () => {
    const path = join(folder, 'app.sock');
    const env = { ...UNSET, LISTEN: `unix:${path}`, SERVING_THREADS: '1' };
    const { program: first } = await start(env);
    const beside = await runProgram(main, { env });
    expect([beside.exitCode, beside.stderr]).toEqual([
      69,
      expect.stringContaining(
        `Cannot listen on "unix:${path}" in LISTEN: another process is listening there; stop that process or set LISTEN to another path\n`,
      ),
    ]);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(lstatSync(path).isSocket()).toBe(true);
    await start(env);
    expect((await askSocket({ socketPath: path, line: 'GET /' })).status).toBe(200);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const onFile = await runProgram(main, { env: { ...env, LISTEN: `unix:${file}` } });
    expect([onFile.exitCode, onFile.stderr]).toEqual([
      73,
      expect.stringContaining(
        `Cannot create "unix:${file}" in LISTEN: the path exists and is not a socket; set LISTEN to a path in a directory that this user can write to\n`,
      ),
    ]);
  });

  it('does not start next to HOST or PORT, and says all that is wrong', async () => {
    const LISTEN = '127.0.0.1:80,127.0.0.1:80';
    const env = { HOST: '127.0.0.1', PORT: '1', LISTEN, DRAIN_TIMEOUT_MS: '1000' };
    const { exitCode, stderr } = await runProgram(main, {
      env: { ...env, SHUTDOWN_DELAY_MS: '1000' },
    });
    expect(exitCode).toBe(78);
    expect(stderr.match(/Cannot \w+ [^:= ]+/g)).toEqual([
      'Cannot apply SHUTDOWN_DELAY_MS',
      'Cannot apply HOST',
      'Cannot apply PORT',
      'Cannot listen on',
    ]);
  });
});
