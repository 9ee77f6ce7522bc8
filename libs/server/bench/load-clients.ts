import { parseH2load } from './parse-h2load.ts';
import { parseLoad, type Load } from './parse-load.ts';

export interface LoadSize {
  readonly connectionCount: number;
  /** Whole seconds. */
  readonly seconds: number;
}

/** A program that loads a server with requests, and how to read what it prints. */
export interface LoadClient {
  readonly scheme: 'http' | 'https';
  /** The command without the URL. */
  readonly command: (size: LoadSize) => readonly string[];
  readonly parse: (output: string) => Load;
}

/** HTTP/1.1. */
export const wrk: LoadClient = {
  scheme: 'http',
  command: ({ connectionCount, seconds }) => [
    'wrk',
    '-t1',
    `-c${connectionCount}`,
    `-d${seconds}s`,
    '--latency',
  ],
  parse: parseLoad,
};

/** HTTP/2 over TLS, with ten requests at the same time on each connection. */
export const h2load: LoadClient = {
  scheme: 'https',
  command: ({ connectionCount, seconds }) => [
    'h2load',
    '-m10',
    `-c${connectionCount}`,
    `-D${seconds}`,
  ],
  parse: parseH2load,
};
