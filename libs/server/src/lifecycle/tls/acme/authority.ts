import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { AuthorityError, retryAfterOf } from './authority-error.ts';
import { signPayload, type Signer } from './jws.ts';

/** How long the authority may take to answer. */
const ANSWER_DEADLINE_MS = 30_000;
/** An authority may reject any nonce, and gives another with the rejection: RFC 8555, section 6.5. */
const MAX_NONCES = 10;

export interface AuthorityOptions {
  /** URL of its directory. */
  readonly url: URL;
  /** CA certificates in PEM for its own certificate; undefined for those of Node. */
  readonly ca: string | undefined;
  readonly now: () => Date;
  /** Aborts when the server stops. */
  readonly signal: AbortSignal;
}

/** What the authority offers: RFC 8555, section 7.1.1; renewalInfo: RFC 9773, section 4. */
export interface Directory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly renewalInfo?: string;
}

export interface Answer {
  /** URL of what was created. */
  readonly location: string | undefined;
  /** Milliseconds after which to ask again. */
  readonly retryAfterMs: number | undefined;
  readonly text: string;
}

/** An authority that issues certificates by ACME: RFC 8555. */
export interface Authority {
  readonly directory: () => Promise<Directory>;
  readonly get: (url: string) => Promise<Answer>;
  /** Sends a signed request; one without a payload reads. */
  readonly post: (signer: Signer, url: string, payload?: object) => Promise<Answer>;
}

/** Creates the client of an authority. Its methods reject with an `AuthorityError`, or an error of the network. */
export function createAuthority(options: AuthorityOptions): Authority {
  let directory: Directory | undefined;
  let nonce: string | undefined;

  async function send(url: string, body?: object): Promise<Answer> {
    const received = await exchange(url, body, options);
    nonce = received.nonce ?? nonce;
    const { retryAfter, location, status } = received;
    const retryAfterMs = retryAfterOf(retryAfter, options.now());
    if (status >= 400) throw new AuthorityError(url, { ...received, retryAfterMs });
    return { location, retryAfterMs, text: received.text };
  }
  async function readDirectory(): Promise<Directory> {
    return (directory ??= JSON.parse((await send(options.url.href)).text) as Directory);
  }
  async function takeNonce(): Promise<string> {
    if (nonce === undefined) await send((await readDirectory()).newNonce);
    const taken = nonce ?? '';
    nonce = undefined;
    return taken;
  }
  return {
    directory: readDirectory,
    get: (url) => send(url),
    post: async (signer, url, payload) => {
      for (let count = 1; ; count += 1)
        try {
          return await send(url, signPayload(signer, { url, nonce: await takeNonce() }, payload));
        } catch (error) {
          const isBadNonce = error instanceof AuthorityError && error.type === 'badNonce';
          if (!isBadNonce || count === MAX_NONCES) throw error;
        }
    },
  };
}

interface Received {
  readonly status: number;
  readonly text: string;
  readonly nonce: string | undefined;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
}

/** Sends a request by TLS, which RFC 8555, section 6.1, requires, and receives the answer. */
async function exchange(
  url: string,
  body: object | undefined,
  { ca, signal }: AuthorityOptions,
): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const call = request(
    url,
    {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'User-Agent': 'tscratch',
        ...(body !== undefined && { 'Content-Type': 'application/jose+json' }),
      },
      ca,
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]),
    },
    (response) => {
      const { statusCode: status = 0, headers } = response;
      const { 'replay-nonce': nonce, location, 'retry-after': retryAfter } = headers;
      const received = { status, nonce: nonce?.toString(), location, retryAfter };
      text(response).then((content) => {
        resolve({ ...received, text: content });
      }, reject);
    },
  );
  call.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}
