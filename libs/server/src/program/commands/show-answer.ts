import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TextSink } from '../../world/world.ts';
import { Fault } from '../../world/faults/fault.ts';

/**
 * Writes what was answered as it comes; the server has put JSON into lines for people already. A
 * reader that leaves ends it.
 *
 * @throws {Fault} `ADMIN_REFUSED` where the answer is a refusal; `TERMINAL_REFUSED` where it is a
 *   file and stdout a terminal.
 */
export async function showAnswer(answer: IncomingMessage, stdout: TextSink): Promise<void> {
  answer.setEncoding('utf8');
  const { statusCode = 0, headers } = answer;
  if (statusCode < 200 || statusCode > 299) throw refusal(statusCode, await text(answer));
  const [, fileName] = /filename="([^"]+)"/.exec(headers['content-disposition'] ?? '') ?? [];
  if (stdout.isTTY === true && fileName !== undefined)
    throw new Fault('TERMINAL_REFUSED', { fileName });
  for await (const chunk of answer) if (!(await write(stdout, chunk as string))) return;
}

/** @returns Whether there still is a reader. */
function write(stdout: TextSink, chunk: string): Promise<boolean> {
  return new Promise((resolve) => {
    stdout.write(chunk, (error) => {
      resolve(error === undefined || error === null);
    });
  });
}

/** Reads problem+json, RFC 9457; any other body is shown as it is. */
function refusal(status: number, body: string): Fault {
  try {
    const { title, detail } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const [known, reason] = [title, detail].map((it) => (typeof it === 'string' ? it : ''));
    return new Fault('ADMIN_REFUSED', { status, title: known ?? '', detail: reason ?? '' });
  } catch {
    return new Fault('ADMIN_REFUSED', { status, title: body.trim(), detail: '' });
  }
}
