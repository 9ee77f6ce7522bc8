import type { IncomingMessage } from 'node:http';
import { authenticate, type AuthenticateOptions } from '../../../management/admin/authenticate.ts';
import { findIntrusion } from '../../../management/admin/find-intrusion.ts';
import type { Reply } from '../../../management/server/route.ts';

/** Where the page exchanges the one-time code for its token. */
export const SESSION_PATH = '/console/session';

const PAGE = '/console';
/** The parts of the page, which hold no data. */
const PUBLIC_PATHS = [PAGE, '/console/console.js', '/console/console.css'];

export interface CheckOptions extends AuthenticateOptions {
  /** Port of the listener. */
  readonly port: number;
}

/**
 * Returns the refusal of a request to a console: the rules of the admin API over TCP, with the token of the
 * session.
 */
export function checkRequest(request: IncomingMessage, options: CheckOptions): Reply | undefined {
  const { method, url, headers, rawHeaders } = request;
  const site = isOpening(request) ? undefined : headers['sec-fetch-site'];
  const head = { method, url, headers: { ...headers, 'sec-fetch-site': site }, rawHeaders };
  const hosts = new Set(['127.0.0.1', 'localhost'].map((name) => `${name}:${options.port}`));
  const intrusion = findIntrusion(head, hosts);
  if (intrusion !== undefined) return intrusion;
  const isPage = (method === 'GET' || method === 'HEAD') && PUBLIC_PATHS.includes(url ?? '');
  if (isPage || url === SESSION_PATH) return undefined;
  const caller = authenticate(request, options);
  return 'actor' in caller ? undefined : caller;
}

/**
 * Tells whether a browser opens the page itself. It may come from anywhere, such as the file that hands over
 * the address: the page holds no data, and no other page can look into it.
 */
function isOpening({ method, url, headers }: IncomingMessage): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers;
  return method === 'GET' && url === PAGE && mode === 'navigate' && destination === 'document';
}
