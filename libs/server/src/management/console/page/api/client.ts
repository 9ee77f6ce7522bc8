import { ApiProblem, parseProblem } from './problem.ts';
import { session } from './session.ts';

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * Calls the admin API, which is at the same origin as the page.
 *
 * @throws {ApiProblem} if the answer is an error, or there is none.
 */
export async function call(path: string, options: CallOptions = {}): Promise<Response> {
  const { method = 'GET', headers, body, signal = null } = options;
  const token = session.token();
  const answer = await fetch(path, {
    method,
    signal,
    cache: 'no-store',
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== null && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(rethrow);
  if (answer.ok) return answer;
  const problem = parseProblem(answer.status, await answer.text());
  if (answer.status === 401) window.dispatchEvent(new CustomEvent(SIGNED_OUT, { detail: problem }));
  throw problem;
}

/** Event of the window when the server no longer accepts the token. */
export const SIGNED_OUT = 'console:signed-out';

function rethrow(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new ApiProblem(0, 'The server does not answer');
}

/** Calls the API and returns the JSON of the answer. */
export async function callJson<Value>(path: string, options: CallOptions = {}): Promise<Value> {
  const headers = { Accept: 'application/json', ...options.headers };
  const answer = await call(path, { ...options, headers });
  return (await answer.json()) as Value;
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
