import { ServerResponse } from 'node:http';
import type { Express } from 'express';
import { isEncrypted } from './is-encrypted.ts';
import { createHeadWriter, replaceWriteHead, type WriteHeadOfLines } from './private-surfaces.ts';
import { renderReused } from './reused-fields.ts';

/**
 * Headers of every answer whose handler does not set them itself.
 *
 * `same-origin` reveals no more to other sites than `no-referrer`, under which browsers send
 * `Origin: null` with the site's own forms too (Fetch, "append a request Origin header"), so that
 * checks of the origin fail.
 *
 * Cross-Origin-Resource-Policy is not included: it would keep other sites, and other subdomains of the
 * same site, from using the images and fonts of a file server, which many servers offer for that purpose.
 */
const PRESETS: readonly string[] = [
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'same-origin',
];

/** A year, for this host only: its subdomains may not support TLS. RFC 6797, 6.1. */
const PRESETS_UNDER_TLS: readonly string[] = [
  ...PRESETS,
  'Strict-Transport-Security',
  'max-age=31536000',
];

/** What changes the heads of all answers of an application. */
export interface PresetHeaders {
  /**
   * Makes every answer whose head is not yet sent say `Connection: close` (RFC 9112, section 9.6),
   * answers to requests in progress included, so that clients send their next request elsewhere.
   */
  readonly closeAfterAnswers: () => void;
}

/**
 * Adds the presets and the request's id when a head is written, the one step that all answers share:
 * headers set earlier are lost if an error replaces the answer. Notes the time in the exchange, too.
 */
export function addPresetHeaders(
  app: Pick<Express, 'response'>,
  monotonicMs: () => number,
): PresetHeaders {
  let isClosing = false;
  const writeLines = createHeadWriter(app);
  replaceWriteHead(app, function (status, reason, headers) {
    // An answer of node:http itself, as past maxRequestsPerSocket, has no exchange.
    const { exchange } = this as Partial<Pick<ServerResponse, 'exchange'>>;
    if (exchange !== undefined) {
      exchange.headMs = monotonicMs();
      exchange.reusedFields = undefined;
    }
    if (isClosing) this.setHeader('Connection', 'close');
    if (!writeReusedHead(this, [status, reason], writeLines))
      writePresetHead(this, status, [reason, headers]);
    return this;
  });
  return {
    closeAfterAnswers: () => {
      isClosing = true;
    },
  };
}

/** @returns Whether the head is written: if its fields are a list that is reused, and no others are set. */
function writeReusedHead(
  response: ServerResponse,
  [status, fields]: readonly [status: number, fields: unknown],
  writeLines: WriteHeadOfLines,
): boolean {
  const { exchange } = response as Partial<Pick<ServerResponse, 'exchange'>>;
  if (!Array.isArray(fields) || exchange === undefined) return false;
  const presets = isEncrypted(response) ? PRESETS_UNDER_TLS : PRESETS;
  const head = renderReused(fields, presets, (given) => given.concat(missingOf(presets, given)));
  if (head === undefined || response.getHeaderNames().length > 0) return false;
  const lines = `${head.lines}X-Request-Id: ${exchange.id}\r\n`;
  exchange.reusedFields = head;
  writeLines(response, status, { lines, evaluated: head.evaluated });
  return true;
}

/** @param rest The arguments of `writeHead` after the status. */
function writePresetHead(
  response: ServerResponse,
  status: number,
  rest: readonly [reason?: unknown, headers?: unknown],
): void {
  const [reason, headers] = rest;
  const hasReason = typeof reason === 'string';
  const given = flatten(hasReason ? headers : reason);
  const presets = presetsOf(response);
  let written = rest;
  if (given !== undefined && response.getHeaderNames().length === 0) {
    const head = given.concat(missingOf(presets, given));
    written = hasReason ? [reason, head] : [head];
  } else setMissing(response, presets);
  ServerResponse.prototype.writeHead.call(response, status, ...(written as [never]));
}

function setMissing(response: ServerResponse, presets: readonly string[]): void {
  for (let index = 0; index < presets.length; index += 2) {
    const name = presets[index] ?? '';
    if (!response.hasHeader(name)) response.setHeader(name, presets[index + 1] ?? '');
  }
}

/** Returns the presets that a list does not have: nearly always all of them, and then without a copy. */
function missingOf(presets: readonly string[], given: readonly string[]): readonly string[] {
  const isGiven = presets.some((name, index) => index % 2 === 0 && !isMissing(name, given));
  if (!isGiven) return presets;
  return presets.filter((_, index) => isMissing(presets[index - (index % 2)] ?? '', given));
}

/** Converts both list forms that `writeHead` accepts to names and values alternately. */
function flatten(headers: unknown): string[] | undefined {
  if (!Array.isArray(headers)) return undefined;
  return (Array.isArray(headers[0]) ? headers.flat() : headers) as string[];
}

function isMissing(name: string, given: readonly string[]): boolean {
  for (let index = 0; index < given.length; index += 2) {
    const other = given[index] ?? '';
    if (other.length === name.length && other.toLowerCase() === name.toLowerCase()) return false;
  }
  return true;
}

function presetsOf(response: ServerResponse): readonly string[] {
  const presets = isEncrypted(response) ? PRESETS_UNDER_TLS : PRESETS;
  const { exchange } = response as Partial<Pick<ServerResponse, 'exchange'>>;
  return exchange === undefined ? presets : presets.concat('X-Request-Id', exchange.id);
}
