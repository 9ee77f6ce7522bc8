import type { Plugin } from 'esbuild';
import { sourcePath } from '../../host/tools-folder.ts';

/** Packages that only decode request bodies, which `iconv-lite.ts` does. */
const DECODERS = /\/node_modules\/(body-parser|raw-body)\//;

/** Replaces iconv-lite for the packages that need only its decoders. mysql2, for one, needs its other charsets. */
export function aliasIconvLite(): Plugin {
  const path = sourcePath(import.meta.dirname, 'iconv-lite');
  return {
    name: 'alias-iconv-lite',
    setup(build) {
      build.onResolve({ filter: /^iconv-lite$/ }, ({ importer }) =>
        DECODERS.test(importer) ? { path } : undefined,
      );
    },
  };
}
