import type { ServerResponse } from 'node:http';

/**
 * From now on every answer whose head is not yet sent says `Connection: close` (RFC 9112, section 9.6),
 * those of requests already running included, so that clients take their next request elsewhere.
 * Until it is called it costs nothing.
 *
 * @param prototype That of all responses of the server.
 */
export function closeAfterAnswers(prototype: Pick<ServerResponse, 'writeHead'>): void {
  const writeHead = prototype.writeHead as (this: ServerResponse, ...given: unknown[]) => never;
  prototype.writeHead = function (this: ServerResponse, ...given: unknown[]) {
    this.setHeader('Connection', 'close');
    return writeHead.apply(this, given);
  };
}
