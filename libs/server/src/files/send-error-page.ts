import type { Request, Response } from 'express';
import { reuseFields } from '../http/reused-fields.ts';
import type { Representation } from './describe-file.ts';
import type { SendFileOptions } from './send-file.ts';

/** Fields that describe the file, which is not what was asked for. */
const OF_THE_FILE = ['ETag', 'Last-Modified', 'Accept-Ranges'];

const errorFields = new WeakMap<Representation, readonly string[]>();

/**
 * Answers 404 with a file as the page. Conditions and ranges do not apply to an answer other than 200: RFC
 * 9110, sections 13.2.1 and 14.2.
 */
export function sendErrorPage(
  request: Request,
  response: Response,
  { representation, sendPart }: SendFileOptions,
): void | Promise<void> {
  response.exchange.answerKind = 'file';
  response.writeHead(404, fieldsOf(representation) as string[]);
  if (request.method !== 'HEAD')
    return sendPart(response, { start: 0, length: representation.sizeBytes });
  response.end();
  return undefined;
}

function fieldsOf(representation: Representation): readonly string[] {
  const known = errorFields.get(representation);
  if (known !== undefined) return known;
  const { wholeFields } = representation;
  const fields = wholeFields.filter(
    (_, index) => !OF_THE_FILE.includes(wholeFields[index - (index % 2)] ?? ''),
  );
  errorFields.set(representation, reuseFields(fields));
  return fields;
}
