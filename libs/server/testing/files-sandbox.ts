import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Content of every file that must not be served. */
export const SECRET = 'do not serve';
/** Modification time of every file of the sandbox. */
export const MODIFIED = 'Sat, 21 Nov 2026 23:36:00 GMT';

/** By the bytes of their paths. */
const FILES = {
  'site/plain.txt': '0123456789',
  'site/empty.css': '',
  'site/no-extension': 'x',
  'site/README': '<html>',
  'site/binary': '\0',
  'site/installer.BIN': '#!/bin/sh',
  'site/data.unknown': 'text',
  'site/50% & <b>.html': 'odd',
  'site/a\\b': 'backslash',
  'site/caf\xe9.txt': 'not UTF-8',
  'site/na\xc3\xafve.txt': 'UTF-8',
  'site/folder/inner.json': '{}',
  'site/folder/.hidden': SECRET,
  'site/.well-known/acme-challenge/token': 'key authorization',
  'site/.well-known/.hidden': SECRET,
  'site/folder/.well-known/token': SECRET,
  'site/.env': SECRET,
  'site/.git/config': SECRET,
  'site/page/index.html': '<p>page</p>',
  'site/odd/index.html/x': '',
  'site/config/..2026/app.json': '{"mounted":true}', // as Kubernetes mounts a ConfigMap
  'outside.txt': SECRET,
  'site-neighbour/secret.txt': SECRET,
};

const LINKS = {
  'site/inside-link.txt': 'plain.txt',
  'site/config/..data': '..2026',
  'site/config/app.json': '..data/app.json',
  'site/.well-known/up': '../..',
  'site/up': '..',
  'site/outside-link.txt': '../outside.txt',
  'site/absolute-link.txt': '/etc/passwd',
  'site/neighbour': '../site-neighbour',
  'site/loop': 'loop',
  'site/broken': 'nowhere',
  'site/zero': '/dev/zero',
};

export interface FilesSandbox extends Disposable {
  /** Real path of the folder around the one to serve. */
  readonly path: string;
  /** Real path of the folder to serve. */
  readonly site: string;
}

/** Creates a folder to serve, with files inside and around it that must not be served. */
export function createFilesSandbox(): FilesSandbox {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'files-')));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(path, dirname(name)), { recursive: true });
    const file = Buffer.from(join(path, name), 'latin1');
    writeFileSync(file, text);
    utimesSync(file, new Date(MODIFIED), new Date(MODIFIED));
  }
  for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, join(path, name));
  execFileSync('mkfifo', [join(path, 'site/fifo')]);
  return {
    path,
    site: join(path, 'site'),
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true });
    },
  };
}
