import type { Request, Response } from 'express';
import { allowedMethods } from '../http/answer/allowed-methods.ts';
import { answerByDisk } from './answer-by-disk.ts';
import type { Site, SitePage } from './create-site.ts';
import { knownTypeOf } from './describe-file.ts';
import type { FilesContext } from './files-context.ts';
import { isNavigation } from './is-navigation.ts';
import { isWellKnown, parsePath } from './parse-path.ts';
import { redirect } from './redirect.ts';

/**
 * Answers a GET or HEAD of a path that leads to nothing by a redirect or a page of the site.
 *
 * @returns false if the site has none for it.
 */
export async function answerMissing(
  request: Request,
  response: Response,
  context: FilesContext,
): Promise<boolean> {
  const { site } = context;
  const path = parsePath(request.path);
  const ruled = path && site.redirectionOf(path);
  if (ruled !== undefined && 'target' in ruled) {
    redirect(request, response, ruled);
    return true;
  }
  for (const page of [ruled, ...pagesFor(request, response, site)])
    if (page !== undefined && (await answerByDisk(request, response, { ...context, page })))
      return true;
  if (site.fallback !== undefined) response.vary('Sec-Fetch-Mode'); // a navigation gets another answer
  return false;
}

function pagesFor(request: Request, response: Response, site: Site): (SitePage | undefined)[] {
  const allowed = allowedMethods(request.app.router, request.baseUrl + request.path);
  // The app has a route for other methods alone, which the answer has to name.
  if (allowed.length > 0 && !allowed.includes(request.method)) return [];
  return [isRoute(request, response) ? site.fallback : undefined, site.notFound];
}

/** Returns whether a navigation may lead to a route of an app in the browser: not to an asset or a hidden file. */
function isRoute(request: Request, response: Response): boolean {
  const target = request.baseUrl + request.path;
  const path = isNavigation(request.headers) ? parsePath(target) : undefined;
  if (path === undefined || isWellKnown(path)) return false;
  const type = knownTypeOf(response, path.names.at(-1) ?? '');
  return type === undefined || type.startsWith('text/html');
}
