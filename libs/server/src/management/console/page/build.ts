import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { gzipSync } from 'fflate';

/** Files of the console, by the last part of their URL. */
export type ConsoleAsset = 'console.html' | 'console.js' | 'console.css';

/**
 * Builds the console's page: three files in gzip format, whose bytes depend on the sources and the lock file alone.
 */
export async function buildConsole(): Promise<ReadonlyMap<ConsoleAsset, Buffer>> {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    banner: { js: readLicence() },
    bundle: true,
    charset: 'utf8',
    entryPoints: [
      { in: 'main.tsx', out: 'console' },
      { in: 'styles/console.css', out: 'console' },
    ],
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    minify: true,
    outdir: 'out',
    target: ['es2023', 'chrome120', 'firefox121', 'safari17.4'],
    write: false,
  });
  const html = readFileSync(join(import.meta.dirname, 'console.html'));
  const contents = (extension: string): Uint8Array =>
    outputFiles.find(({ path }) => path.endsWith(extension))?.contents ?? new Uint8Array();
  return new Map([
    ['console.html', compress(html)],
    ['console.js', compress(contents('.js'))],
    ['console.css', compress(contents('.css'))],
  ]);
}

/** Returns the licence of the library in the bundle as a comment; the licence requires this notice. */
function readLicence(): string {
  const path = createRequire(import.meta.url).resolve('preact/package.json');
  return `/*! preact\n${readFileSync(join(path, '../LICENSE'), 'utf8').trim()}\n*/`;
}

/** Compresses without name and time, by a library of the lock file instead of the zlib of the running Node. */
function compress(bytes: Uint8Array): Buffer {
  return Buffer.from(gzipSync(bytes, { level: 9, mtime: 0 }));
}
