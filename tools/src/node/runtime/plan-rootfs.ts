import type { TarEntry } from '../../formats/tar.ts';
import { ENTRYPOINT, PROGRAM } from './layout.ts';

/**
 * Account of the service. Images refer to it by number; the names are for programs that look them up,
 * such as `os.userInfo()`.
 */
const PASSWD = 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n';
const GROUP = 'root:x:0:\nnonroot:x:65532:\n';

/** Folder in an image for the licences of everything that the executable embeds. */
const LICENCES = 'usr/share/doc/node';

export interface Runtime {
  /** The self-contained executable with the bootstrap and without an app. */
  readonly executable: Uint8Array;
  /** Licence texts of Node and of the embedded libraries, by file name. */
  readonly licences: ReadonlyMap<string, Uint8Array>;
}

/** Lists the files of the runtime layer: Node and its other name, the account, `/tmp` and the licence texts. */
export function planRootfs({ executable, licences }: Runtime): readonly TarEntry[] {
  return [
    renderFolder('etc', 0o755),
    renderFile('etc/group', Buffer.from(GROUP), 0o644),
    renderFile('etc/passwd', Buffer.from(PASSWD), 0o644),
    { path: ENTRYPOINT, type: 'symlink', mode: 0o777, linkTarget: PROGRAM },
    renderFolder('tmp', 0o1777),
    ...['usr', 'usr/bin', 'usr/share', 'usr/share/doc', LICENCES].map((path) =>
      renderFolder(path, 0o755),
    ),
    renderFile(PROGRAM, executable, 0o755),
    ...[...licences].map(([name, text]) => renderFile(`${LICENCES}/${name}`, text, 0o644)),
  ];
}

function renderFile(path: string, bytes: Uint8Array, mode: number): TarEntry {
  return { path, type: 'file', mode, bytes };
}

/** Each folder needs an entry: without it, engines invent its owner and mode. */
function renderFolder(path: string, mode: number): TarEntry {
  return { path, type: 'directory', mode };
}
