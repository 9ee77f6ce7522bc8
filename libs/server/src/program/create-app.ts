import express, { type RequestHandler } from 'express';
import type { Settings } from '../config/settings.ts';
import { createFiles } from '../files/create-files.ts';
import type { FilesOptions } from '../files/files-context.ts';
import type { ListenerOptions } from '../http/create-listener.ts';
import { createAlive, createAliveShortcut } from './alive.ts';
import { trustsOnly } from '../http/trusted-proxies.ts';

export interface AppOptions {
  readonly now: () => Date;
  /** Directory to serve under `/`; undefined for the alive answer. */
  readonly files: Pick<FilesOptions, 'root' | 'cache'> | undefined;
  /** Value of Cache-Control for its files. */
  readonly filesCacheControl: string;
  /** Value of Retry-After, in seconds, when the server has no capacity for a request. */
  readonly retryAfterSeconds: number;
  /** Networks whose X-Forwarded-* header fields are trusted. */
  readonly trustedProxies: Settings['trustedProxies'];
  /** The app's own routes, which run first. */
  readonly routes: RequestHandler | undefined;
}

/** The application, and the way past it. */
export type App = Pick<ListenerOptions, 'app' | 'shortcut'>;

/** Creates the Express application behind the http listener. */
export function createApp({ now, files, routes, ...options }: AppOptions): App {
  const app = express()
    .disable('x-powered-by')
    .set('trust proxy', trustsOnly(options.trustedProxies));
  if (routes !== undefined) app.use(routes);
  const { filesCacheControl: cacheControl, retryAfterSeconds } = options;
  const served = files && createFiles({ ...files, cacheControl, retryAfterSeconds, now });
  if (served === undefined) app.get('/', createAlive(now));
  else app.use(served.handle);
  // Routes of the app come first, so that they can guard and replace what would be served.
  if (routes !== undefined) return { app };
  return { app, shortcut: served?.shortcut ?? createAliveShortcut(now) };
}
