import { startApp } from '../../testing/start-app.ts';

interface Seen {
  readonly ip: string;
  readonly ips: readonly string[];
  readonly logged: unknown;
}

/** Sends X-Forwarded-For from 127.0.0.1, a trusted proxy as 10.0.0.0/8 and fd00::/8. */
async function seen(...forwarded: string[]): Promise<Seen> {
  await using app = await startApp({
    settings: { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8', 'fd00::/8'] },
    routes: ({ ip, ips }, response) => void response.json({ ip, ips }),
  });
  const headers = forwarded.map((value): [string, string] => ['X-Forwarded-For', value]);
  const response = await fetch(app.origin, { headers });
  const { ip, ips } = (await response.json()) as Seen;
  return { ip, ips, logged: app.log()[0]?.['clientAddress'] };
}

describe('the address of a client', () => {
  it.each([
    // A port and brackets are stripped before trust is decided.
    ['6.6.6.6, 10.1.2.3:99', '6.6.6.6'],
    ['6.6.6.6:1234', '6.6.6.6'],
    ['6.6.6.6:1234, 10.1.2.3', '6.6.6.6'],
    ['6.6.6.6, [fd00::1]:99', '6.6.6.6'],
    ['6.6.6.6, [fd00::1], fd00::2', '6.6.6.6'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1'],
    ['6.6.6.6, ::ffff:10.0.0.1', '6.6.6.6'],
    ['6.6.6.6,, 10.0.0.1 ,\t', '6.6.6.6'],
    ['1.1.1.1, 6.6.6.6, 10.0.0.1', '6.6.6.6'],
    // No address ends the list; the last that is known is the proxy that wrote the entry.
    ['unknown', '127.0.0.1'],
    ['<script>', '127.0.0.1'],
    ['_hidden', '127.0.0.1'],
    ['6.6.6.6, unknown', '127.0.0.1'],
    ['6.6.6.6, unknown, 10.0.0.1', '10.0.0.1'],
    ['unknown, 6.6.6.6', '6.6.6.6'],
    ['unknown, 10.1.2.3:99', '10.1.2.3'],
    ['6.6.6.6:', '127.0.0.1'],
    ['6.6.6.6:123456', '127.0.0.1'],
    ['6.6.6.6:80:80', '127.0.0.1'],
    ['6.6.6', '127.0.0.1'],
    ['06.6.6.6', '127.0.0.1'],
    ['[6.6.6.6]', '127.0.0.1'],
    ['[2001:db8::1', '127.0.0.1'],
    ['2001:db8::1]', '127.0.0.1'],
    ['fe80::1%eth0', '127.0.0.1'],
    ['"6.6.6.6"', '127.0.0.1'],
    ['for=6.6.6.6', '127.0.0.1'],
    ['example.org', '127.0.0.1'],
    ['', '127.0.0.1'],
    [', ,', '127.0.0.1'],
  ])('behind trusted proxies with "X-Forwarded-For: %s" is %s', async (value, expected) => {
    expect(await seen(value)).toMatchObject({ ip: expected, logged: expected });
  });

  it('comes from all header lines together', async () => {
    expect(await seen('1.1.1.1, 6.6.6.6', '10.0.0.1:5')).toMatchObject({ ip: '6.6.6.6' });
  });

  it('is the first of request.ips, which lists the trusted proxies after it', async () => {
    const { ips } = await seen('1.1.1.1, 6.6.6.6:7, 10.0.0.1:5, [fd00::1]:8');
    expect(ips).toEqual(['6.6.6.6', '10.0.0.1', 'fd00::1']);
    expect((await seen()).ips).toEqual([]);
  });

  it('is not read from Forwarded', async () => {
    await using app = await startApp({
      settings: { trustedProxies: ['127.0.0.0/8'] },
      routes: ({ ip, ips }, response) => void response.json({ ip, ips }),
    });
    const response = await fetch(app.origin, { headers: { forwarded: 'for=6.6.6.6' } });
    expect(await response.json()).toEqual({ ip: '127.0.0.1', ips: [] });
  });
});
