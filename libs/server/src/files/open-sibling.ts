import { openBelow, type Opened } from './open-below.ts';
import { parseAcceptEncoding, type Coding } from './parse-accept-encoding.ts';

const SUFFIXES: Readonly<Record<Coding, string>> = { br: '.br', zstd: '.zst', gzip: '.gz' };

/** A precompressed file beside a plain one, such as `app.js.br`. */
export interface Sibling {
  readonly file: Opened;
  readonly coding: Coding;
}

export interface Wish {
  readonly root: string;
  /** Names of the folders and of the plain file. */
  readonly names: readonly string[];
  readonly acceptEncoding: string | undefined;
}

/**
 * Opens the precompressed sibling that a client likes best, if it likes one better than the plain
 * file. A sibling is held to the rules for any file; one that is older than the plain file is left
 * alone, since it is of an earlier state.
 */
export async function openSibling(plain: Opened, wish: Wish): Promise<Sibling | undefined> {
  const { root, names, acceptEncoding } = wish;
  for (const coding of parseAcceptEncoding(acceptEncoding)) {
    const name = `${names.at(-1) ?? ''}${SUFFIXES[coding]}`;
    const file = await openBelow(root, [...names.slice(0, -1), name]);
    if (file?.kind === 'file' && file.stats.mtimeNs >= plain.stats.mtimeNs) return { file, coding };
    file?.[Symbol.dispose]();
  }
  return undefined;
}
