import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { binaryPath } from './workspace.ts';

/** A folder that is the root of the program's file system. */
export interface Root {
  readonly path: string;
  /** Command that starts the program in it, with /proc mounted and as an unused user ID. */
  readonly command: readonly [string, ...string[]];
  /** Writes a file; the path begins with a slash. */
  readonly write: (path: string, content: string | Buffer) => void;
  readonly remove: () => void;
}

// Only this process sees the mount, which ends with it. PATH is that of this host, not of the root.
const SCRIPT = `mount -t proc proc "$0/proc" && exec chroot --userspec=65532:65532 "$0" "$@"`;

/** Makes a root that contains the program as `/server-vps`, an empty `/proc`, and nothing else. */
export function makeRoot(): Root {
  const path = mkdtempSync(join(tmpdir(), 'root-'));
  mkdirSync(join(path, 'proc'));
  copyFileSync(binaryPath, join(path, 'server-vps'));
  return {
    path,
    command: ['unshare', '--mount', 'sh', '-c', SCRIPT, path, '/server-vps'],
    write: (name, content) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    },
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}
