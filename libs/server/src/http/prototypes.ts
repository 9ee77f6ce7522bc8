import { IncomingMessage, ServerResponse, type ServerOptions } from 'node:http';
import type { Express } from 'express';

/**
 * The constructors that make node:http create requests and responses with Express's prototypes.
 *
 * Express gives both objects its own prototype when they arrive, which sends V8 back to slow property
 * access for the rest of the request; here they are born with it, and Express finds nothing to change.
 */
export function createPrototypes({
  request,
  response,
}: Express): Required<Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>> {
  function ServerRequest(...given: unknown[]): object {
    return Reflect.construct(IncomingMessage, given, ServerRequest) as object;
  }
  ServerRequest.prototype = request;
  function ServerAnswer(...given: unknown[]): object {
    return Reflect.construct(ServerResponse, given, ServerAnswer) as object;
  }
  ServerAnswer.prototype = response;
  return {
    IncomingMessage: ServerRequest as unknown as typeof IncomingMessage,
    ServerResponse: ServerAnswer as unknown as typeof ServerResponse,
  };
}
