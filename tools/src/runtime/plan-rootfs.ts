import { posix } from 'node:path';
import type { Closure } from '../closure/find-closure.ts';
import type { Elf } from '../elf/elf.ts';
import type { TarEntry } from '../tar/tar.ts';

/**
 * Account of the service. The image sets it by number; the names are for programs that look them up,
 * as `os.userInfo()` does.
 */
const PASSWD = 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n';
const GROUP = 'root:x:0:\nnonroot:x:65532:\n';

export interface Runtime {
  /** The single-executable application with the bootstrap and without an app. */
  readonly executable: Elf;
  readonly closure: Closure;
}

/**
 * Lists the files of the runtime layer: the executable as `/server`, its dynamic loader where
 * PT_INTERP names it, each library in the folder it was found in, the account and `/tmp`.
 */
export function planRootfs({ executable, closure }: Runtime): readonly TarEntry[] {
  const loader = { path: executable.interpreter ?? '', bytes: closure.dynamicLoader.elf.bytes };
  const libraries = closure.libraries.map(({ elf }) => elf);
  const files = [
    renderFile('server', executable.bytes, 0o755),
    ...[loader, ...libraries].map(({ path, bytes }) => renderFile(path.slice(1), bytes, 0o755)),
    renderFile('etc/passwd', Buffer.from(PASSWD), 0o644),
    renderFile('etc/group', Buffer.from(GROUP), 0o644),
  ];
  const temporary: TarEntry = { path: 'tmp', type: 'directory', mode: 0o1777 };
  return [...planFolders(files), temporary, ...files];
}

function renderFile(path: string, bytes: Uint8Array, mode: number): TarEntry {
  return { path, type: 'file', mode, bytes };
}

/** An entry for each folder above a file: without one, engines invent its owner and mode. */
function planFolders(files: readonly TarEntry[]): readonly TarEntry[] {
  const paths = new Set(files.flatMap(({ path }) => listParents(path)));
  return [...paths].map((path) => ({ path, type: 'directory', mode: 0o755 }));
}

function listParents(path: string): readonly string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? [] : [...listParents(parent), parent];
}
