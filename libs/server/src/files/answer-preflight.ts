import type { Request, Response } from 'express';
import type { Site } from './create-site.ts';
import { parsePath } from './parse-path.ts';

/**
 * Answers a preflight request for a path that `_headers` shares with other origins: with its `Access-Control-*` fields,
 * and GET and HEAD as the methods unless it names some.
 *
 * @returns false for any other request.
 * @see the Fetch standard, section "CORS-preflight fetch"
 */
export function answerPreflight(request: Request, response: Response, site: Site): boolean {
  const { method, headers, path: target } = request;
  const isPreflight =
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined;
  const path = isPreflight ? parsePath(target) : undefined;
  const fields = path === undefined ? [] : site.fieldsOf(path).filter(([name]) => isShown(name));
  const names = fields.map(([name]) => name.toLowerCase());
  if (!names.includes('access-control-allow-origin')) return false;
  const methods = names.includes('access-control-allow-methods')
    ? []
    : ['Access-Control-Allow-Methods', 'GET, HEAD'];
  response.writeHead(204, [...fields.flat(), ...methods]).end();
  return true;
}

function isShown(name: string): boolean {
  return /^(?:access-control-.*|vary)$/i.test(name);
}
