import type { Settings } from '../config/settings.ts';
import type { ListenerOptions } from '../http/create-listener.ts';
import { createLateApp } from '../http/late-app.ts';
import { trustsOnly } from '../http/trusted-proxies.ts';
import { createAliveShortcut } from './alive.ts';
import type { ExpressAppOptions } from './create-express-app.ts';

export interface AppOptions extends Omit<ExpressAppOptions, 'isTrusted'> {
  /** Networks whose X-Forwarded-* header fields are trusted. */
  readonly trustedProxies: Settings['trustedProxies'];
  /** Whether requests are traced; spans describe a request by what Express knows of it. */
  readonly isTraced: boolean;
}

/** The application, and the way past it. */
export type App = Pick<ListenerOptions, 'app' | 'shortcut'>;

/**
 * Creates the application behind the http listener. Without routes and files, Express is loaded by the first
 * request that is not for the alive answer.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { now, files, routes, trustedProxies, isTraced } = options;
  const isTrusted = trustsOnly(trustedProxies);
  const load = async () => {
    const { createExpressApp } = await import('./create-express-app.ts');
    return createExpressApp({ ...options, isTrusted });
  };
  if (routes !== undefined || files.length > 0) return load();
  const shortcut = createAliveShortcut(now);
  if (isTraced) return { ...(await load()), shortcut };
  return { app: createLateApp(async () => (await load()).app, isTrusted), shortcut };
}
