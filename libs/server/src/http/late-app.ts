import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express, RequestHandler } from 'express';
import type { TrustProxy } from './express-surfaces.ts';
import { standInForTrust } from './express-surfaces.ts';

/** What answers requests, which are created with its prototypes: an application of Express, or what stands for one. */
export interface Application extends RequestHandler {
  readonly request: Express['request'];
  readonly response: Express['response'];
}

/**
 * Creates what stands for an application of Express until a request needs it: Express takes a tenth of the
 * time from exec to the first answer, and many servers never need it.
 *
 * What is defined on the prototypes stays on them, and they are those of the application once it is loaded.
 *
 * @param load Called at the first request, and again at the next one if it has failed.
 * @param isTrusted What the application will have as `trust proxy`, for requests before that.
 */
export function createLateApp(load: () => Promise<Express>, isTrusted: TrustProxy): Application {
  const request = Object.create(IncomingMessage.prototype) as Express['request'];
  const response = Object.create(ServerResponse.prototype) as Express['response'];
  request.app = standInForTrust(isTrusted);
  let loaded: Express | undefined;
  let loading: Promise<Express> | undefined;
  async function adopt(): Promise<Express> {
    const app = await load();
    Reflect.deleteProperty(request, 'app');
    Object.setPrototypeOf(request, app.request as object);
    Object.setPrototypeOf(response, app.response as object);
    return Object.assign(app, { request, response });
  }
  const handle: RequestHandler = (incoming, outgoing, next) => {
    if (loaded !== undefined) {
      loaded(incoming, outgoing, next);
      return;
    }
    loading ??= adopt();
    loading.then(
      (app) => {
        loaded = app;
        app(incoming, outgoing, next);
      },
      (error: unknown) => {
        loading = undefined;
        next(error);
      },
    );
  };
  return Object.assign(handle, { request, response });
}
