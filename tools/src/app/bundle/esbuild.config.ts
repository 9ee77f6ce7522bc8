import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { deferModules } from './defer-modules.ts';
import { guardGraph, REPORTED } from './guard-graph.ts';

/** Half of what Express evaluates at a start is for requests that not every server gets. */
export const DEFERRED = ['body-parser', 'cookie-signature', 'etag', 'mime-types', 'qs'];

/**
 * What @nx/esbuild's options cannot say. White space and syntax are minified, names are not: a stack
 * or a CPU profile of the shipped bundle must read like the source.
 */
const config: BuildOptions = {
  alias: { 'iconv-lite': join(import.meta.dirname, 'iconv-lite.ts') },
  charset: 'ascii', // a text of one-byte characters: V8 reads it in half the time and memory
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
