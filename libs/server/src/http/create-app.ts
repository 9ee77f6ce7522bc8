import type { RequestListener } from 'node:http';
import express, { type Request, type Response } from 'express';
import { answerFailure } from '../answer/answer-failure.ts';
import { answerReadOnly } from '../answer/answer.ts';
import { createFiles } from '../files/create-files.ts';
import { createAlive } from './alive.ts';
import { logRequest, type RequestLogOptions } from './log-request.ts';

export interface AppOptions extends RequestLogOptions {
  readonly now: () => Date;
  /** Real path of the directory that owns `/`; without it the alive answer does. */
  readonly filesRoot: string | undefined;
}

/** Creates what the http listener serves. */
export function createApp({ log, monotonicMs, now, filesRoot }: AppOptions): RequestListener {
  const app = express().disable('x-powered-by').set('query parser', false);
  if (filesRoot === undefined) app.route('/').get(createAlive(now)).all(answerReadOnly);
  else app.use(createFiles(filesRoot));
  return (request, response) => {
    logRequest(request, response, { log, monotonicMs });
    // Handing over `next` keeps Express from a last word of its own: a target it cannot parse, such
    // as "http://[", passes no route and no error handler. Express has made both objects its own by then.
    app(request as Request, response as Response, (error?: unknown) => {
      answerFailure(request as Request, response as Response, { error, log });
    });
  };
}
