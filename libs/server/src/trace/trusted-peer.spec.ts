import express, { type Express } from 'express';
import { startApp } from '../../testing/start-app.ts';
import { isFromTrustedProxy } from './trusted-peer.ts';

describe('isFromTrustedProxy()', () => {
  it.each<[string, (app: Express) => Express, boolean]>([
    ['nobody by default', (app) => app, false],
    ['the peer that is named', (app) => app.set('trust proxy', '127.0.0.1'), true],
    ['nobody else', (app) => app.set('trust proxy', '10.0.0.0/8'), false],
  ])('trusts %s, whatever X-Forwarded-For says', async (_, trusting, isTrusted) => {
    const routes = trusting(express()).use((request, response) => {
      response.json(isFromTrustedProxy(request));
    });
    await using app = await startApp({ routes });
    const headers = { 'x-forwarded-for': '10.0.0.1' };
    expect(await (await fetch(app.origin, { headers })).json()).toBe(isTrusted);
  });
});
