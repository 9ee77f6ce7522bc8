import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TextSink } from '../../world/world.ts';
import { Fault } from '../../world/faults/fault.ts';
import { printText } from './print-text.ts';

/**
 * Writes the body of a response to stdout as it arrives; the server has formatted JSON already. Stops
 * silently if the reader of stdout closes it.
 *
 * @throws {Fault} `ADMIN_REFUSED` if the status is not 2xx; `TERMINAL_REFUSED` if the body is a file
 *   and stdout a terminal; `OUTPUT_LOST` on a full disk.
 */
export async function printResponse(response: IncomingMessage, stdout: TextSink): Promise<void> {
  response.setEncoding('utf8');
  const { statusCode = 0, headers } = response;
  if (statusCode < 200 || statusCode > 299) throw await describeRefusal(response);
  const [, fileName] = /filename="([^"]+)"/.exec(headers['content-disposition'] ?? '') ?? [];
  if (stdout.isTTY === true && fileName !== undefined)
    throw new Fault('TERMINAL_REFUSED', { fileName });
  for await (const chunk of response) if (!(await printText(stdout, chunk as string))) return;
}

/** Reads a refusal: problem+json, RFC 9457, each of its errors on a line; any other body becomes the title. */
export async function describeRefusal(response: IncomingMessage): Promise<Fault> {
  const { statusCode: status = 0 } = response;
  const body = await text(response);
  try {
    const { title, detail, errors } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const lines = [textOf(detail), ...(Array.isArray(errors) ? errors.map(describeError) : [])];
    return new Fault('ADMIN_REFUSED', { status, title: textOf(title), detail: lines.join('\n  ') });
  } catch {
    return new Fault('ADMIN_REFUSED', { status, title: body.trim(), detail: '' });
  }
}

/** What is wrong with one part: a setting, or a part that was not loaded again. */
function describeError(error: unknown): string {
  const { name, detail } = Object(error) as Readonly<Record<string, unknown>>;
  return [name, detail].filter((it) => typeof it === 'string').join(': ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
