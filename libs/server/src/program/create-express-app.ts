import express, { type Express, type RequestHandler } from 'express';
import type { Files } from '../files/create-files.ts';
import type { ServedRoot } from '../files/files-context.ts';
import type { Shortcut } from '../http/exchange.ts';
import type { TrustProxy } from '../http/express-surfaces.ts';
import { createAlive } from './alive.ts';

export interface ExpressAppOptions {
  readonly now: () => Date;
  /** Directories to serve; without one under `/`, there is the alive answer. */
  readonly files: readonly ServedRoot[];
  /** Value of Cache-Control for their files. */
  readonly filesCacheControl: string;
  /** Value of Retry-After, in seconds, when the server has no capacity for a request. */
  readonly retryAfterSeconds: number;
  /** Whether the X-Forwarded-* header fields of an address are trusted. */
  readonly isTrusted: TrustProxy;
  /** The app's own routes, which run first. */
  readonly routes: RequestHandler | undefined;
}

/** An application of Express, and the way past it to its files. */
export interface ExpressApp {
  readonly app: Express;
  readonly shortcut: Shortcut | undefined;
}

/** Creates the Express application: the app's own routes, then the files or the alive answer. */
export async function createExpressApp(options: ExpressAppOptions): Promise<ExpressApp> {
  const { now, routes, isTrusted } = options;
  const app = express().disable('x-powered-by').set('trust proxy', isTrusted);
  if (routes !== undefined) app.use(routes);
  const served = await serveFiles(options);
  if (served !== undefined) app.use(served.handle);
  if (options.files.every(({ prefix }) => prefix !== '')) app.get('/', createAlive(now));
  // Routes of the app come first, so that they can guard and replace what would be served.
  return { app, shortcut: routes === undefined ? served?.shortcut : undefined };
}

/** Loads the code only if there is a directory to serve. */
async function serveFiles(options: ExpressAppOptions): Promise<Files | undefined> {
  const { files, filesCacheControl: cacheControl, retryAfterSeconds, now } = options;
  const [first, ...others] = files;
  if (first === undefined) return undefined;
  const { serveRoots } = await import('../files/serve-roots.ts');
  return serveRoots([first, ...others], { cacheControl, retryAfterSeconds, now });
}
