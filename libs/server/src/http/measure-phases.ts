import type { Exchange } from './exchange.ts';

/** Milliseconds of an exchange in its first two phases; the rest of its duration is the answer's. */
export interface MeasuredPhases {
  /** Until the request's body had come; 0 without a body. */
  readonly bodyMs: number;
  /** From then until the head of the answer was written; 0 if it was written before. */
  readonly handlerMs: number;
}

/** Measures the phases of an exchange that has ended; a phase that did not end lasts until the end of the exchange. */
export function measurePhases(exchange: PhaseMarks, durationMs: number): MeasuredPhases {
  const { request, startMs, bodyEndMs, headMs } = exchange;
  const endMs = startMs + durationMs;
  const answeredMs = Math.min(headMs ?? endMs, endMs);
  const receivedMs = bodyEndMs ?? (request.complete ? startMs : endMs);
  const bodyMs = Math.min(receivedMs, answeredMs) - startMs;
  return { bodyMs, handlerMs: answeredMs - startMs - bodyMs };
}

type PhaseMarks = Pick<Exchange, 'startMs' | 'bodyEndMs' | 'headMs'> & {
  readonly request: Pick<Exchange['request'], 'complete'>;
};
