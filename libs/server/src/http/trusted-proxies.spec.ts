import express, { type Express } from 'express';
import { startApp } from '../../testing/start-app.ts';
import { isFromTrustedProxy, trustsOnly } from './trusted-proxies.ts';

const forged = {
  'X-Forwarded-For': '203.0.113.9, 198.51.100.7',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'shop.example',
};

async function seen(trustedProxies: readonly `${string}/${number}`[]): Promise<unknown> {
  await using app = await startApp({
    settings: { trustedProxies },
    routes: ({ ip, protocol, host }, response) => void response.json({ ip, protocol, host }),
  });
  const response = await fetch(app.origin, { headers: forged });
  return await response.json();
}

describe('TRUSTED_PROXIES', () => {
  const own = { ip: '127.0.0.1', protocol: 'http', host: expect.stringMatching(/^127/) as string };
  it.each([
    ['by default', []],
    ['from an address outside the networks', ['10.0.0.0/8', 'fd00::/8'] as const],
  ])('keeps a client from choosing its address, %s', async (_, networks) => {
    expect(await seen(networks)).toEqual(own);
  });

  it('uses the headers of a listed proxy, and the last address that does not belong to a proxy', async () => {
    const proxied = { protocol: 'https', host: 'shop.example' };
    expect(await seen(['127.0.0.0/8'])).toEqual({ ...proxied, ip: '198.51.100.7' });
    expect(await seen(['127.0.0.1/32', '198.51.100.0/24'])).toEqual({
      ...proxied,
      ip: '203.0.113.9',
    });
  });

  it.each([undefined, '', 'unknown', '127.0.0.1:80', '"', '::ffff:192.0.2.1'])(
    'does not trust the address %j',
    (address) => {
      expect(trustsOnly(['127.0.0.0/8', '::1/128'])(address)).toBe(false);
    },
  );

  it('recognises an IPv4 address on an IPv6 socket', () => {
    expect(trustsOnly(['127.0.0.0/8'])('::ffff:127.0.0.1')).toBe(true);
  });
});

describe('isFromTrustedProxy()', () => {
  it.each<[string, (app: Express) => Express, boolean]>([
    ['no peer by default', (app) => app, false],
    ['the peer that is named', (app) => app.set('trust proxy', '127.0.0.1'), true],
    ['no other peer', (app) => app.set('trust proxy', '10.0.0.0/8'), false],
  ])('trusts %s, whatever X-Forwarded-For says', async (_, trusting, isTrusted) => {
    const routes = trusting(express()).use((request, response) => {
      response.json(isFromTrustedProxy(request));
    });
    await using app = await startApp({ routes });
    const headers = { 'x-forwarded-for': '10.0.0.1' };
    expect(await (await fetch(app.origin, { headers })).json()).toBe(isTrusted);
  });
});
