import express, { type Express, type RequestHandler } from 'express';
import { answerReadOnly } from '../answer/answer.ts';
import { createFiles } from '../files/create-files.ts';
import { createAlive } from './alive.ts';

export interface AppOptions {
  readonly now: () => Date;
  /** Real path of the directory that owns `/`; without it the alive answer does. */
  readonly filesRoot: string | undefined;
  /** The app's own routes, asked before anything else. */
  readonly routes: RequestHandler | undefined;
}

/** Creates the Express application behind the http listener. */
export function createApp({ now, filesRoot, routes }: AppOptions): Express {
  const app = express().disable('x-powered-by').set('query parser', false);
  if (routes !== undefined) app.use(routes);
  if (filesRoot === undefined) app.route('/').get(createAlive(now)).all(answerReadOnly);
  else app.use(createFiles(filesRoot));
  return app;
}
