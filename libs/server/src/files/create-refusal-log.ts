import type { Request, Response } from 'express';
import { textOfPath, type ByteName } from './byte-name.ts';

/** Shortest time between two warnings: clients must not be able to fill the log. */
const INTERVAL_MS = 10_000;

/** What exists but was not served. */
export interface Unserved {
  readonly path: ByteName;
  readonly reason: string;
}

/** Logs why a file or directory was not served; the client cannot tell that from its absence. */
export type LogRefusal = (request: Request, response: Response, unserved: Unserved) => void;

/** Creates the log of refusals: a warning every 10 s at most, and at `debug` those in between. */
export function createRefusalLog(): LogRefusal {
  let lastMs = -Infinity;
  return (request, { exchange }, { path, reason }) => {
    const isDue = exchange.startMs - lastMs >= INTERVAL_MS;
    if (isDue) lastMs = exchange.startMs;
    const facts = { file: textOfPath(path), reason };
    request.log[isDue ? 'warn' : 'debug'](facts, 'cannot serve a file');
  };
}
