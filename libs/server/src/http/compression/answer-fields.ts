import type { ServerResponse } from 'node:http';

/** Header fields in a form that `writeHead()` accepts. */
type GivenFields = Readonly<Record<string, unknown>> | readonly unknown[];

/** Returns names and values alternately of what `writeHead()` is given. */
function listFields(given: GivenFields): readonly unknown[] {
  if (!Array.isArray(given)) return Object.entries(given).flat();
  const list: readonly unknown[] = given;
  return Array.isArray(list[0]) ? list.flat() : list;
}

/**
 * Returns the function that looks up a field of an answer before its head is written, those included that
 * `writeHead()` is given, which count more.
 */
export function fieldsOf(
  response: ServerResponse,
  given: unknown,
): (name: string) => string | undefined {
  const list = isFields(given) ? listFields(given) : [];
  return (name) => {
    for (let index = 0; index < list.length; index += 2) {
      const other = String(list[index]);
      if (other.length === name.length && other.toLowerCase() === name)
        return String(list[index + 1]);
    }
    const value = response.getHeader(name);
    return value === undefined ? undefined : String(value);
  };
}

function isFields(given: unknown): given is GivenFields {
  return typeof given === 'object' && given !== null;
}

/** Sets what `writeHead()` is given, with its meaning: a name replaces what was set, and may occur more than once. */
export function setGiven(response: ServerResponse, given: unknown): void {
  if (!isFields(given)) return;
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) response.setHeader(name, value as string);
    return;
  }
  const list = listFields(given) as readonly string[];
  for (let index = 0; index < list.length; index += 2) response.removeHeader(list[index] ?? '');
  for (let index = 0; index < list.length; index += 2)
    response.appendHeader(list[index] ?? '', list[index + 1] ?? '');
}

/** Says that an answer depends on Accept-Encoding: RFC 9110, section 12.5.5. */
export function addVary(response: ServerResponse): void {
  const vary = String(response.getHeader('Vary') ?? '');
  const isNamed = vary
    .split(',')
    .some((name) => ['*', 'accept-encoding'].includes(name.trim().toLowerCase()));
  if (!isNamed)
    response.setHeader('Vary', vary === '' ? 'Accept-Encoding' : `${vary}, Accept-Encoding`);
}

/** Makes the entity tag weak, because it is that of the plain bytes: RFC 9110, sections 8.8.1 and 8.8.3.3. */
export function weakenTag(response: ServerResponse): void {
  const tag = String(response.getHeader('ETag') ?? '');
  if (tag.startsWith('"')) response.setHeader('ETag', `W/${tag}`);
}
