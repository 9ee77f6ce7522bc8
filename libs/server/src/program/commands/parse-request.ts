import { urlPath } from '../../config/server-kinds.ts';
import { Fault } from '../../world/faults/fault.ts';

/** Request of the `admin` command. */
export interface AdminRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'];

/**
 * Parses `[METHOD] PATH [JSON]`; the default method is GET.
 *
 * @throws {Fault} `COMMAND_LINE_REFUSED` with every problem found.
 */
export function parseRequest(words: readonly string[]): AdminRequest {
  const [first = '', second] = words;
  const hasMethod = METHODS.includes(first) || (second !== undefined && !first.startsWith('/'));
  const [method = '', path = '', body, ...rest] = hasMethod ? words : ['GET', ...words];
  const problems = [
    ...(METHODS.includes(method)
      ? []
      : [
          `Cannot send a request with method ${JSON.stringify(method)}: expected ${METHODS.join(', ')}, or a path`,
        ]),
    ...(urlPath.parse(path) === undefined
      ? [`Cannot request ${JSON.stringify(path)}: expected a path such as /loggers`]
      : []),
    ...(body === undefined ? [] : problemsOfBody(method, body)),
    ...rest.map((word) => `Cannot use the argument ${JSON.stringify(word)}; remove it`),
  ];
  if (problems.length > 0) throw new Fault('COMMAND_LINE_REFUSED', { problems });
  return { method, path, body };
}

function problemsOfBody(method: string, body: string): string[] {
  if (method === 'GET')
    return [`Cannot send ${JSON.stringify(body)} with GET; put the method before the path`];
  try {
    JSON.parse(body);
    return [];
  } catch {
    return [
      `Cannot send ${JSON.stringify(body)}: expected JSON such as '{"configuredLevel":"debug"}'`,
    ];
  }
}
