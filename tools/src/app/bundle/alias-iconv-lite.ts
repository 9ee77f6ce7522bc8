import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Packages that only decode request bodies, which `iconv-lite.ts` does. */
const DECODERS = /\/node_modules\/(body-parser|raw-body)\//;

/** Replaces iconv-lite for the packages that need only its decoders. mysql2, for one, needs its other charsets. */
export function aliasIconvLite(): Plugin {
  const path = join(import.meta.dirname, 'iconv-lite.ts');
  return {
    name: 'alias-iconv-lite',
    setup(build) {
      build.onResolve({ filter: /^iconv-lite$/ }, ({ importer }) =>
        DECODERS.test(importer) ? { path } : undefined,
      );
    },
  };
}
