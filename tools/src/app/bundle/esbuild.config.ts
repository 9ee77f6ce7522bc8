import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { deferModules } from './defer-modules.ts';
import { guardGraph, REPORTED } from './guard-graph.ts';

/** Half of the code that Express evaluates at start is for requests that not every server receives. */
export const DEFERRED = ['body-parser', 'cookie-signature', 'etag', 'mime-types', 'qs'];

/**
 * Settings that @nx/esbuild has no options for. White space and syntax are minified, names are not: a
 * stack trace or CPU profile of the shipped bundle must read like the source.
 */
const config: BuildOptions = {
  alias: { 'iconv-lite': join(import.meta.dirname, 'iconv-lite.ts') },
  charset: 'ascii', // one-byte characters: V8 reads them in half the time and memory
  legalComments: 'none',
  logLevel: 'error',
  logOverride: REPORTED,
  minifySyntax: true,
  minifyWhitespace: true,
  plugins: [
    deferModules(DEFERRED),
    guardGraph([
      {
        file: 'node_modules/express/lib/view.js',
        reason: 'loads a template engine by name, and only for an app that sets "view engine"',
      },
    ]),
  ],
};

export default config;
