import type { CodingRequest, OpenSibling } from './create-siblings.ts';
import type { OpenEntry } from './open-below.ts';
import type { Found } from './open-current.ts';
import type { Coding } from '../http/compression/parse-accept-encoding.ts';
import { stateOf } from './validators.ts';

/** What a client prefers of a file: the plain file, or a sibling of it. */
export interface Preferred extends Disposable {
  readonly file: OpenEntry;
  readonly plain: OpenEntry;
  /** Content coding of the sibling; undefined for the plain file. */
  readonly coding: Coding | undefined;
  /** Distinguishes this from what the same request would get after any change of either file. */
  readonly state: string;
}

export interface PreferredRequest extends Omit<CodingRequest, 'root' | 'names'> {
  readonly openSibling: OpenSibling;
}

/** Opens the sibling that a client prefers, if there is one. On disposal the plain file stays open. */
export async function openPreferred(
  { root, names }: Pick<Found, 'root' | 'names'>,
  plain: OpenEntry,
  { openSibling, ...request }: PreferredRequest,
): Promise<Preferred> {
  const sibling = await openSibling(plain, { root, names, ...request });
  const plainState = stateOf(plain.stats);
  return {
    plain,
    file: sibling?.file ?? plain,
    coding: sibling?.coding,
    state: sibling ? `${plainState} ${sibling.coding} ${stateOf(sibling.file.stats)}` : plainState,
    [Symbol.dispose]: () => {
      sibling?.file[Symbol.dispose]();
    },
  };
}
