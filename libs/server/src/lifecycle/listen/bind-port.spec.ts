import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bindPort } from './bind-port.ts';
import type { ListenAddress } from './listen.ts';

function place(host: string, port: number): ListenAddress {
  return { host, port, isSet: { host: true, port: true }, fd: undefined };
}

class RefusedServer extends Server {
  readonly #code: string;
  constructor(code: string) {
    super();
    this.#code = code;
  }
  override listen(): this {
    process.nextTick(() =>
      this.emit('error', Object.assign(new Error('listen'), { code: this.#code })),
    );
    return this;
  }
}

describe('bindPort()', () => {
  it('lets the kernel choose a port for 0', async () => {
    const server = createServer();
    await bindPort(server, place('127.0.0.1', 0));
    expect(server.address()).toMatchObject({
      address: '127.0.0.1',
      port: expect.any(Number) as number,
    });
    server.close();
  });

  it('names the port that is in use', async () => {
    const first = createServer();
    await bindPort(first, place('127.0.0.1', 0));
    const { port } = first.address() as AddressInfo;
    await expect(bindPort(createServer(), place('127.0.0.1', port))).rejects.toMatchObject({
      message: `Cannot listen on port ${port} of 127.0.0.1: another process is using it; stop that process or set PORT to another port`,
      exitCode: 69,
    });
    first.close();
  });

  it('reports that this machine does not have the address', async () => {
    // 192.0.2.0/24 is reserved for documentation (RFC 5737), so no machine has it
    await expect(bindPort(createServer(), place('192.0.2.1', 0))).rejects.toMatchObject({
      message:
        'Cannot listen on 192.0.2.1: this machine has no such address; set HOST to one of its addresses, or to 0.0.0.0 for all',
      exitCode: 78,
    });
  });

  it('reports that the port is forbidden', async () => {
    const server = new RefusedServer('EACCES');
    await expect(bindPort(server, place('0.0.0.0', 80))).rejects.toMatchObject({
      message:
        'Cannot listen on port 80 of 0.0.0.0: permission denied; set PORT above 1023 or grant CAP_NET_BIND_SERVICE',
      exitCode: 77,
    });
  });

  it('rethrows an unknown error', async () => {
    const server = new RefusedServer('EMFILE');
    await expect(bindPort(server, place('0.0.0.0', 80))).rejects.toMatchObject({
      code: 'EMFILE',
    });
  });
});
