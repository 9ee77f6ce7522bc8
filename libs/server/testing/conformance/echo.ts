import type { CreateRoutes } from '../../src/program/program.ts';

/** Responds with the request after reading its body; to `/204` and `/304` with that status. */
export const createEcho: CreateRoutes = () => (request, response, next) => {
  let byteCount = 0;
  request.on('data', (chunk: Buffer) => (byteCount += chunk.byteLength));
  request.on('error', next);
  request.on('end', () => {
    const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name));
    const status = { '/204': 204, '/304': 304 }[request.url] ?? 200;
    const seen = `${request.method} ${request.url} ${byteCount} ${hosts.length}\n`;
    if (status === 200) response.setHeader('Content-Length', seen.length);
    response.status(status).end(seen);
  });
};
