import { Fault } from '../../host/faults/fault.ts';
import { RESERVED } from '../../node/runtime/layout.ts';
import type { ProgramFile } from './find-included-files.ts';

/**
 * Plans the files of a program: the source of each one, by its path below the folder of the app file.
 *
 * @throws {Fault} `INCLUDE_COLLISION` if two sources have one path, if a file and a folder have one path, or if
 *   the path belongs to a file of the app layer.
 */
export function planPack(files: readonly ProgramFile[]): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const { path, source } of files) {
    const taken = sources.get(path);
    if (taken !== undefined && taken !== source) throw collide(path, [taken, source]);
    sources.set(path, source);
  }
  for (const [path, source] of sources)
    for (const above of listAbove(path)) {
      if (RESERVED.includes(above)) throw collide(path, [source, `${above} of the app itself`]);
      const taken = above === path ? undefined : sources.get(above);
      if (taken !== undefined) throw collide(above, [taken, source]);
    }
  return sources;
}

/** A path and the folders above it. */
function listAbove(path: string): readonly string[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

function collide(path: string, [first, second]: readonly [string, string]): Fault {
  return new Fault('INCLUDE_COLLISION', { path, first, second });
}
