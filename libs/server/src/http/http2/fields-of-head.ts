import type { RenderedFields } from '../reused-fields.ts';

/** Fields of one connection, which HTTP/2 does not have: RFC 9113, section 8.2.2. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** Most names that are kept in lower case; an application that invents names must not fill memory. */
const MAX_NAMES = 500;

const names = new Map<string, string>();

/** Returns a name as HTTP/2 has it; empty for one that it does not have. */
function nameOf(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const sent = OF_CONNECTION.has(lower) ? '' : lower;
  if (names.size < MAX_NAMES) names.set(name, sent);
  return sent;
}

/** The fields that many heads have in common, after an empty status. */
const common = new WeakMap<RenderedFields, readonly string[]>();

/**
 * Converts the head of an answer of HTTP/1.1 to fields of HTTP/2: names and values alternately, `:status`
 * first. The reason phrase and what concerns the connection are left out.
 *
 * @param head As node:http renders it: valid, and with a space after each colon.
 * @param reused The fields at its beginning, if they are the same in many heads: they are converted once.
 */
export function fieldsOfHead(head: string, reused?: RenderedFields): string[] {
  const status = head.indexOf(' ') + 1;
  const start = head.indexOf('\r\n') + 2;
  const isReused = reused !== undefined && head.startsWith(reused.lines, start);
  const fields = isReused ? convertOnce(reused).slice() : [':status', ''];
  fields[1] = head.slice(status, status + 3);
  return appendLines(fields, head, isReused ? start + reused.lines.length : start);
}

function convertOnce(reused: RenderedFields): readonly string[] {
  const known = common.get(reused);
  if (known !== undefined) return known;
  const fields = appendLines([':status', ''], reused.lines);
  common.set(reused, fields);
  return fields;
}

/** Renders the head of an answer of HTTP/1.1 as the records of recent exchanges show it. */
export function showHead(head: string): string {
  const [, status = '', ...fields] = fieldsOfHead(head);
  let text = `HTTP/2 ${status}\r\n`;
  for (let index = 0; index < fields.length; index += 2)
    text += `${fields[index] ?? ''}: ${fields[index + 1] ?? ''}\r\n`;
  return `${text}\r\n`;
}

/** Converts lines, each with its end, to names and values alternately, and appends them to a list. */
export function appendLines(fields: string[], lines: string, from = 0): string[] {
  for (let start = from; start < lines.length;) {
    const end = lines.indexOf('\r\n', start);
    const colon = lines.indexOf(':', start);
    if (colon === -1 || end === start) break;
    const name = nameOf(lines.slice(start, colon));
    if (name !== '') fields.push(name, lines.slice(colon + 2, end));
    start = end + 2;
  }
  return fields;
}
