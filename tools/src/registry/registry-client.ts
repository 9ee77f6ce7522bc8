import { setTimeout } from 'node:timers/promises';
import { Fault } from '../host/faults/fault.ts';
import { createAuthorization } from './authorization.ts';
import { findCertificateError } from './certificate-error.ts';
import type { Credentials } from './credentials.ts';
import { describeFailure, type Outcome } from './describe-failure.ts';
import type { ImageName } from './image-name.ts';

export interface RegistryRequest {
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT';
  /** Path such as `/v2/shop/manifests/1.0`, or a whole URL as in a header `Location`. */
  readonly url: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Statuses that the caller understands; any other is a fault. */
  readonly expected: readonly number[];
  /** Whether to send it again if the registry does not answer or is busy. Default: true. */
  readonly mayRepeat?: boolean;
}

/** A client of one repository of a registry. */
export interface RegistryClient {
  readonly repository: string;
  /**
   * @throws {Fault} `REGISTRY_UNREACHABLE`, `REGISTRY_REFUSED`, `REGISTRY_CREDENTIALS`, `REGISTRY_REALM`,
   *   `REGISTRY_AUTHORITY`, `REGISTRY_CERTIFICATE`.
   */
  send(request: RegistryRequest): Promise<Response>;
  /**
   * Sends a request and reads the body of its answer, again if the connection is cut within it.
   *
   * @param limitBytes After more than this, reading stops.
   * @throws {Fault} those of `send`.
   */
  read(request: RegistryRequest, limitBytes: number): Promise<ReadAnswer>;
}

export interface ReadAnswer {
  readonly response: Response;
  readonly bytes: Uint8Array;
}

export interface RegistryClientOptions {
  readonly image: Pick<ImageName, 'registry' | 'origin' | 'repository'>;
  readonly credentials: Credentials | undefined;
  /** Milliseconds before the second attempt; each further one waits twice as long. Default: 500. */
  readonly firstDelayMs?: number;
}

const ATTEMPTS = 5;
const LONGEST_DELAY_MS = 30_000;
/** Statuses that may pass: RFC 9110 sections 15.5.9 and 15.6, RFC 6585 section 4. */
const TEMPORARY = [408, 429, 500, 502, 503, 504];

/**
 * Creates a client that authorizes itself when asked to, and repeats what may pass.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { image, firstDelayMs = 500 } = options;
  const authorization = createAuthorization(options);
  const authorize = async (request: RegistryRequest): Promise<Response> => {
    const used = authorization.header();
    const response = await sendOnce(request, image.origin, used);
    // Storage that a registry leads to must not choose where the password goes.
    const isOwn = new URL(response.url).origin === image.origin;
    if (response.status !== 401 || !isOwn) return response;
    const next = await authorization.renew(response.headers.get('www-authenticate') ?? '', used);
    const again = await sendOnce(request, image.origin, next);
    if (again.status === 401) throw authorization.refusal();
    return again;
  };
  const repeat = async (request: RegistryRequest, limitBytes?: number): Promise<ReadAnswer> => {
    for (let tried = 1; ; tried++) {
      const isLast = tried === ATTEMPTS || request.mayRepeat === false;
      const outcome = await settle(readExpected(authorize(request), request, limitBytes));
      if ('response' in outcome && request.expected.includes(outcome.response.status))
        return outcome;
      if (isLast || !isTemporary(outcome)) throw await describeFailure(outcome, request, image);
      await setTimeout(delayMs(outcome, firstDelayMs * 2 ** (tried - 1)));
    }
  };
  return {
    repository: image.repository,
    send: async (request) => (await repeat(request)).response,
    read: repeat,
  };
}

/** Reads the body of an expected answer if there is a limit for it; others are left to the caller. */
async function readExpected(
  answer: Promise<Response>,
  { expected }: RegistryRequest,
  limitBytes: number | undefined,
): Promise<ReadAnswer> {
  const response = await answer;
  const isRead = limitBytes !== undefined && expected.includes(response.status);
  return { response, bytes: isRead ? await readBody(response, limitBytes) : NOTHING };
}

const NOTHING = new Uint8Array();

async function readBody({ body }: Response, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limitBytes) break; // which cancels the rest
  }
  return Buffer.concat(chunks);
}

function sendOnce(
  { method, url, headers, body }: RegistryRequest,
  origin: string,
  authorization: string | undefined,
): Promise<Response> {
  const target = new URL(url, origin);
  const isOwn = target.origin === origin; // a Location may lead to another host
  const own = isOwn && authorization !== undefined ? { authorization } : {};
  const init = {
    method,
    headers: { ...headers, ...own },
    ...(body && { body: Buffer.from(body) }),
  };
  return fetch(target, init);
}

async function settle(
  answer: Promise<ReadAnswer>,
): Promise<ReadAnswer | { readonly error: Error }> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Fault) throw error;
    return { error: error as Error };
  }
}

function isTemporary(outcome: Outcome): boolean {
  return 'error' in outcome
    ? findCertificateError(outcome.error) === undefined
    : TEMPORARY.includes(outcome.response.status);
}

/** RFC 9110 section 10.2.3: seconds, or a date, which is as long as the usual delay here. */
function delayMs(outcome: Outcome, usualMs: number): number {
  const asked = 'error' in outcome ? 0 : Number(outcome.response.headers.get('retry-after'));
  return Math.min(Math.max(usualMs, (asked || 0) * 1_000), LONGEST_DELAY_MS);
}
