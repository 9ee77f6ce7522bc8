/** A place in the console: the part of the address after `#`. */
export interface Place {
  readonly view: string;
  readonly query: URLSearchParams;
}

/** Parses `#/logs?request=7` to its view and query. */
export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { view: path === '' ? 'overview' : path, query: new URLSearchParams(query) };
}

/** Renders the address of a place, without empty values. */
export function placeOf(view: string, query: Readonly<Record<string, string>> = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value !== '');
  const text = new URLSearchParams(filled).toString();
  return `#/${view}${text === '' ? '' : `?${text}`}`;
}
