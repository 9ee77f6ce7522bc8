import express, { type Express, type RequestHandler } from 'express';
import type { Settings } from '../config/settings.ts';
import { createFiles } from '../files/create-files.ts';
import { createAlive } from './alive.ts';
import { trustsOnly } from '../http/trusted-proxies.ts';

export interface AppOptions {
  readonly now: () => Date;
  /** Real path of the directory that owns `/`; without it the alive answer does. */
  readonly filesRoot: string | undefined;
  /** Value of Cache-Control for the files of it. */
  readonly filesCacheControl: string;
  /** Seconds that a client is told to wait where the server has no room for it. */
  readonly retryAfterSeconds: number;
  /** Whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: Settings['trustedProxies'];
  /** The app's own routes, asked before anything else. */
  readonly routes: RequestHandler | undefined;
}

/** Creates the Express application behind the http listener. */
export function createApp({ now, filesRoot, routes, ...options }: AppOptions): Express {
  const app = express()
    .disable('x-powered-by')
    .set('trust proxy', trustsOnly(options.trustedProxies));
  if (routes !== undefined) app.use(routes);
  if (filesRoot === undefined) app.get('/', createAlive(now));
  else {
    const { filesCacheControl: cacheControl, retryAfterSeconds } = options;
    app.use(createFiles({ root: filesRoot, cacheControl, retryAfterSeconds, now }));
  }
  return app;
}
