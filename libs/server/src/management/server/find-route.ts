import type { Method, Route } from './route.ts';

export type Found =
  | { readonly route: Route; readonly segments: Readonly<Record<string, string>> }
  | { readonly allow: readonly string[] }
  | undefined;

/**
 * Finds the route of a request. HEAD finds the route of GET.
 *
 * @param path Path of the request, still percent-encoded.
 * @returns The route, or the methods allowed on that path, or undefined if no route has the path.
 */
export function findRoute(routes: readonly Route[], method: string, path: string): Found {
  const routed = method === 'HEAD' ? 'GET' : method;
  const onPath = routes.flatMap((route) => {
    const segments = matchPath(route.path, path);
    return segments === undefined ? [] : [{ route, segments }];
  });
  if (onPath.length === 0) return undefined;
  const found = onPath.find(({ route }) => route.method === routed);
  return found ?? { allow: onPath.flatMap(({ route }) => allowedBy(route.method)) };
}

function allowedBy(method: Method): readonly string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}

function matchPath(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const [parts, values] = [template.split('/'), path.split('/')];
  if (parts.length !== values.length) return undefined;
  const segments: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    const value = values[index] ?? '';
    if (name === undefined && part !== value) return undefined;
    if (name === undefined) continue;
    const decoded = decode(value);
    if (decoded === undefined || decoded === '') return undefined;
    segments[name] = decoded;
  }
  return segments;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
