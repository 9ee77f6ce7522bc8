import { Server } from 'node:http';
import { adoptDescriptor } from './adopt-descriptor.ts';

/** Pretends to listen on a link-local address, which not every machine has. */
class LinkServer extends Server {
  override listen(): this {
    process.nextTick(() => this.emit('listening'));
    return this;
  }
  override address() {
    return { address: 'fe80::1%eth0', family: 'IPv6', port: 8080 };
  }
}

function adopt(host: string): Promise<void> {
  const address = { host, port: 8080, settings: { host: 'HOST', port: 'PORT' } };
  const isSet = { host: true, port: true };
  return adoptDescriptor(new LinkServer(), { fd: 3, name: 'http', address, isSet });
}

describe('adoptDescriptor()', () => {
  it.each(['fe80::1%eth0', 'FE80:0::1%eth0'])('accepts HOST=%s for fe80::1%%eth0', async (host) => {
    await expect(adopt(host)).resolves.toBeUndefined();
  });

  it.each(['fe80::1', 'fe80::1%eth1', 'fe80::2%eth0'])('rejects HOST=%s for it', async (host) => {
    await expect(adopt(host)).rejects.toMatchObject({
      code: 'ADDRESS_DISAGREES',
      facts: { setting: 'HOST', value: host, found: '[fe80::1%eth0]:8080' },
    });
  });
});
