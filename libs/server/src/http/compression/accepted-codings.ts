import { parseAcceptEncoding, type Coding } from './parse-accept-encoding.ts';

/** Most fields that are remembered, and their longest: browsers send a handful. */
const [FIELD_LIMIT, MAX_CHARACTERS] = [100, 200];
/** A longer field is not read, as if there were none: parsing 16 kB of it takes 6 ms. */
const MAX_PARSED_CHARACTERS = 1_000;

/** The codings that a client accepts. */
export interface AcceptedCodings {
  /** Best first. */
  readonly list: readonly Coding[];
  /** Distinguishes the list from others; empty for an empty one. */
  readonly suffix: string;
}

/** Creates a parser of Accept-Encoding that remembers the fields that it has seen. */
export function createAcceptedCodings(): (field: string | undefined) => AcceptedCodings {
  const known = new Map<string, AcceptedCodings>();
  return (field = '') => {
    let codings = known.get(field);
    if (codings === undefined) {
      const list = parseAcceptEncoding(field.length > MAX_PARSED_CHARACTERS ? '' : field);
      codings = { list, suffix: list.length === 0 ? '' : `\n${list.join()}` };
      if (known.size === FIELD_LIMIT) known.clear();
      if (field.length <= MAX_CHARACTERS) known.set(field, codings);
    }
    return codings;
  };
}
