import { validateHeaderName, validateHeaderValue } from 'node:http';

/** Fields that node:http evaluates when it writes a head; all others it only validates and copies. */
const EVALUATED =
  /^(?:connection|content-length|date|expect|keep-alive|trailer|transfer-encoding|upgrade)$/i;

/** A list of header fields, rendered once. */
export interface RenderedFields {
  /** Lines of the fields that node:http does not evaluate, each with its end. */
  readonly lines: string;
  /** Names and values of the others, alternately. */
  readonly evaluated: readonly string[];
}

const rendered = new WeakMap<readonly string[], Map<readonly string[], RenderedFields>>();

/**
 * Says that a list of header fields, names and values alternately, will be passed to `writeHead` again and
 * never changes, so that it is validated and rendered once for all answers.
 */
export function reuseFields(fields: readonly string[]): readonly string[] {
  rendered.set(fields, new Map());
  return fields;
}

/**
 * Returns a list that is reused as it is rendered together with others; undefined if it is not reused.
 *
 * @param completed Returns the list and the others.
 */
export function renderReused(
  fields: unknown,
  others: readonly string[],
  completed: (fields: readonly string[]) => readonly string[],
): RenderedFields | undefined {
  const known = rendered.get(fields as readonly string[]);
  let one = known?.get(others);
  if (known !== undefined && one === undefined) {
    one = render(completed(fields as readonly string[]));
    known.set(others, one);
  }
  return one;
}

function render(fields: readonly string[]): RenderedFields {
  const evaluated: string[] = [];
  let lines = '';
  for (let index = 0; index < fields.length; index += 2) {
    const [name = '', value = ''] = fields.slice(index, index + 2);
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (EVALUATED.test(name)) evaluated.push(name, value);
    else lines += `${name}: ${value}\r\n`;
  }
  return { lines, evaluated };
}
