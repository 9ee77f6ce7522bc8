import type { Request } from 'express';
import { isReading, routeBelow, type Files } from './create-files.ts';
import { parsePath, targetOf } from './parse-path.ts';
import { redirect } from './redirect.ts';

/** What serves a directory, and what precedes its paths. */
export interface Mount {
  /** Without a slash at its end; empty for what no other prefix fits. */
  readonly prefix: string;
  readonly files: Files;
}

/** Where a request leads: to a path below a prefix, or to another spelling of its own path. */
type Way =
  { readonly mount: Mount; readonly path: string } | { readonly singleSlashes: string } | undefined;

/**
 * Serves several directories, each below its prefix. The longest prefix that fits decides alone: what is missing there
 * is looked for in no other directory.
 */
export function mountFiles(given: readonly Mount[]): Files {
  const mounts = given.toSorted((a, b) => b.prefix.length - a.prefix.length);
  return {
    shortcut: (exchange) => {
      const { request } = exchange;
      const way = findWay(mounts, request);
      if (way === undefined || !('mount' in way) || way.path === '') return false;
      const back = enter(request, way);
      const isAnswered = way.mount.files.shortcut(exchange);
      back();
      return isAnswered;
    },
    handle: (request, response, next) => {
      const way = findWay(mounts, request);
      if (way === undefined) {
        next();
        return undefined;
      }
      if (!('mount' in way)) {
        redirect(request, response, { status: 301, target: way.singleSlashes });
        return undefined;
      }
      const { prefix, files } = way.mount;
      if (way.path === '' && isReading(request)) {
        response.exchange.route = routeBelow(prefix);
        redirect(request, response, { status: 301, target: `${prefix.split('/').at(-1) ?? ''}/` });
        return undefined;
      }
      const back = enter(request, way);
      return files.handle(request, response, (error?: unknown) => {
        back();
        next(error);
      });
    },
  };
}

function findWay(mounts: readonly Mount[], request: Request): Way {
  // A target may be a whole URL: RFC 9112, 3.2.2
  const path = request.url.startsWith('/') ? (request.url.split('?', 1)[0] ?? '') : request.path;
  const found = findBelow(mounts, path);
  // Another spelling of a prefix must not lead to the directory of a shorter one.
  if (!/%|\/\//.test(path)) return found;
  const parsed = parsePath(path);
  if (parsed === undefined) return found;
  const spelt = findBelow(mounts, targetOf(parsed));
  if (spelt?.mount === found?.mount) return found;
  const { singleSlashes } = parsed;
  return singleSlashes === undefined ? spelt : { singleSlashes };
}

function findBelow(
  mounts: readonly Mount[],
  path: string,
): { readonly mount: Mount; readonly path: string } | undefined {
  const mount = mounts.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  return mount && { mount, path: path.slice(mount.prefix.length) };
}

/** Makes a request look as below its prefix, as Express does; returns what makes it look as before. */
function enter(
  request: Request,
  { mount: { prefix }, path }: { readonly mount: Mount; readonly path: string },
): () => void {
  const { url, baseUrl } = request;
  const queryStart = url.indexOf('?');
  request.url = (path || '/') + (queryStart === -1 ? '' : url.slice(queryStart));
  request.baseUrl = baseUrl + prefix;
  return () => {
    request.url = url;
    request.baseUrl = baseUrl;
  };
}
