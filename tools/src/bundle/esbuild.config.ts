import type { BuildOptions } from 'esbuild';
import { guardGraph, REPORTED } from './guard-graph.ts';

/**
 * What @nx/esbuild's options cannot say. White space and syntax are minified, names are not: a stack
 * or a CPU profile of the shipped bundle must read like the source.
 */
const config: BuildOptions = {
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
  logOverride: REPORTED,
  minifySyntax: true,
  minifyWhitespace: true,
  plugins: [
    guardGraph([
      {
        file: 'node_modules/express/lib/view.js',
        reason: 'loads a template engine by name, and only for an app that sets "view engine"',
      },
    ]),
  ],
};

export default config;
