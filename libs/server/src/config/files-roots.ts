import { elementsOf } from './elements-of.ts';
import { list } from './kinds.ts';
import type { Kind } from './kind.ts';

/** A directory that is served below a prefix. */
export interface FilesRoot {
  /** Path without a slash at its end, such as `/docs`. */
  readonly prefix: string;
  readonly path: string;
}

/** Unreserved characters alone, so that a prefix has one spelling; the only name with a dot is that of RFC 8615. */
const ROOT =
  /^(?<prefix>(?:\/\.well-known(?=[/=]))?(?:\/[\w~-][\w.~-]*)*)(?<=[^/])=(?<path>[^\0]+)$/;

/** Parses `/docs=/srv/docs`; returns undefined for anything else. */
export function parseFilesRoot(text: string): FilesRoot | undefined {
  const { prefix = '', path = '' } = ROOT.exec(text)?.groups ?? {};
  return prefix === '' ? undefined : { prefix, path };
}

const roots = list<string>({
  expectation:
    'a path, an equals sign and a directory such as /docs=/srv/docs, each path only once',
  parse: (text) => (parseFilesRoot(text) === undefined ? undefined : text),
});

/** Directories with their prefixes. */
export const filesRoots: Kind<readonly string[]> = {
  ...roots,
  parse: (text) => (repeatedIn(text).length > 0 ? undefined : roots.parse(text)),
  wrongElements: (text) => [...(roots.wrongElements?.(text) ?? []), ...repeatedIn(text)],
};

/** Returns the elements whose prefix an earlier one has. */
function repeatedIn(text: string): string[] {
  const seen = new Set<string>();
  return elementsOf(text).filter((part) => {
    const { prefix } = parseFilesRoot(part) ?? {};
    if (prefix === undefined) return false;
    const isRepeated = seen.has(prefix);
    seen.add(prefix);
    return isRepeated;
  });
}
