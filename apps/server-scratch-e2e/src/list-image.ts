import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';

export interface ImageFile {
  /** Without a leading slash; folders end in one. */
  readonly path: string;
  /** In the notation of ls(1), with the type first. */
  readonly mode: string;
  /** Numeric `uid/gid`. */
  readonly owner: string;
}

/** Paths that an engine adds to every container. */
const ENGINE_PATHS =
  /^(\.dockerenv|run\/\.containerenv|(dev|proc|sys)\/.*|etc\/(hostname|hosts|mtab|resolv\.conf))$/;

/** Lists the files of an image, sorted by path. */
export function listImage(engine: Engine, image: string): readonly ImageFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'list-image-'));
  const container = runProgram(engine, ['create', image]);
  try {
    const archive = join(folder, 'export.tar');
    runProgram(engine, ['export', '--output', archive, container]);
    const listing = runProgram('tar', ['-tv', '--numeric-owner', '--file', archive]);
    return parseListing(listing).filter(({ path }) => !ENGINE_PATHS.test(path));
  } finally {
    runProgram(engine, ['rm', '--volumes', container]);
    rmSync(folder, { recursive: true });
  }
}

/** Parses `tar --list --verbose --numeric-owner`: mode, owner, size, date, time, path. */
function parseListing(listing: string): ImageFile[] {
  return listing
    .split('\n')
    .map((line) => {
      const [mode = '', owner = '', , , , path = ''] = line.split(/\s+/);
      return { path, mode, owner };
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
