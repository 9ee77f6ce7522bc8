const PREFIX = 'urn:ietf:params:acme:error:';

/** Why the authority did not do what it was asked: RFC 8555, section 6.7. */
export class AuthorityError extends Error {
  /** Its type without the common prefix, such as `rateLimited`; empty if the answer has none. */
  readonly type: string;
  /** Milliseconds for which the authority wants no other attempt. */
  readonly retryAfterMs: number | undefined;

  constructor(
    url: string,
    answer: {
      readonly status: number;
      readonly text: string;
      readonly retryAfterMs: number | undefined;
    },
  ) {
    const { type, detail } = parseProblem(answer.text);
    super(`${url} answered ${answer.status}${type && ` ${type}`}${detail && `: ${detail}`}`);
    this.type = type;
    this.retryAfterMs = answer.retryAfterMs;
  }
}

/** Parts of a problem document that people and programs read: RFC 9457. */
interface Problem {
  readonly type: string;
  readonly detail: string;
}

/** Parses a problem document; any other text, such as the page of a proxy, says nothing. */
export function parseProblem(text: string): Problem {
  const { type, detail } = parseObject(text);
  return {
    type: typeof type === 'string' ? type.replace(PREFIX, '') : '',
    detail: typeof detail === 'string' ? detail : '',
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Parses Retry-After, seconds or a date: RFC 9110, section 10.2.3. Returns milliseconds from now. */
export function retryAfterOf(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
