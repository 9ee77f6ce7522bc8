/** A failed call: the sentence of its problem+json, and the sentences about its parts. */
export class ApiProblem extends Error {
  /** 0 if there was no answer. */
  readonly status: number;
  readonly details: readonly string[];

  constructor(status: number, sentence: string, details: readonly string[] = []) {
    super(sentence);
    this.status = status;
    this.details = details;
  }
}

/** Reads the failure from the text of an answer: problem+json (RFC 9457), or whatever a proxy has sent. */
export function parseProblem(status: number, text: string): ApiProblem {
  const { title, detail, errors } = parseObject(text);
  const sentence = [detail, title].find((one) => typeof one === 'string');
  const details = Array.isArray(errors) ? errors.map(describeError) : [];
  return new ApiProblem(status, sentence ?? `The answer has status ${status}`, details);
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function describeError(error: unknown): string {
  const { name, detail } = { ...(error as { name?: unknown; detail?: unknown }) };
  return [name, detail].filter((one) => typeof one === 'string').join(': ');
}

/** Turns anything thrown by a call into a problem. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(0, 'The server does not answer');
}
