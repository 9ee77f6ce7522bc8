import { extname } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import { answer, answerReadOnly, answerStatus } from '../answer/answer.ts';
import { readListing, renderListing, type Listing } from './listing.ts';
import { locate, type Located } from './locate.ts';
import { parsePath, type FilePath } from './parse-path.ts';

const INDEX = 'index.html';

/**
 * Serves a directory under `/`, read-only: files, `index.html` or a listing for a directory, and a
 * redirect to the slash a directory's links need. What may not be served is passed on as not there.
 *
 * @param root Real path of the directory.
 */
export function createFiles(root: string): RequestHandler {
  return async (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerReadOnly(request, response);
      return;
    }
    const path = parsePath(request.path);
    const found = path && (await locate(root, path.names));
    if (path === undefined || found === undefined) next();
    else if (found.kind === 'directory') await answerDirectory(request, response, { root, path });
    else if (path.endsInSlash) next();
    else await sendFile(response, path.names.at(-1) ?? '', found);
  };
}

interface DirectoryRequest {
  readonly root: string;
  readonly path: FilePath;
}

async function answerDirectory(
  request: Request,
  response: Response,
  { root, path: { names, endsInSlash } }: DirectoryRequest,
): Promise<void> {
  const index = endsInSlash ? await locate(root, [...names, INDEX]) : undefined;
  if (!endsInSlash) redirectToSlash(request, response, names);
  else if (index?.kind === 'file') await sendFile(response, INDEX, index);
  else {
    const path = `/${names.map((name) => `${name}/`).join('')}`;
    answerListing(request, response, { path, entries: await readListing(root, names) });
  }
}

/** The target is relative, so that it holds behind a proxy's prefix and "//host" cannot lead away. */
function redirectToSlash(request: Request, response: Response, names: readonly string[]): void {
  const queryStart = request.url.indexOf('?');
  const query = queryStart === -1 ? '' : request.url.slice(queryStart);
  response.set('Location', `${encodeURIComponent(names.at(-1) ?? '')}/${query}`);
  answerStatus(request, response, 301);
}

function answerListing(request: Request, response: Response, listing: Listing): void {
  response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': "default-src 'none'" });
  answer(request, response, {
    bodies: {
      'text/html': () => renderListing(listing),
      'application/json': () => JSON.stringify(listing),
    },
  });
}

/** Sends a file with the media type of the name it was asked by, not of the one it really has. */
function sendFile(response: Response, name: string, { realPath }: Located): Promise<void> {
  response.type(extname(name)).set('X-Content-Type-Options', 'nosniff');
  return new Promise((resolve, reject) => {
    // `parsePath` has hidden dot files; a symbolic link may still lead through a dot folder.
    response.sendFile(realPath, { dotfiles: 'allow' }, (error?: Error) => {
      const hasClientLeft = response.req.socket.destroyed; // no failure of ours
      if (error === undefined || hasClientLeft) resolve();
      else reject(error);
    });
  });
}
