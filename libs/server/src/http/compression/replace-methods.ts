import type { ServerResponse } from 'node:http';
import { setGiven } from './answer-fields.ts';
import { lengthOf, type CompressedBody, type PlainMethods } from './compressed-body.ts';
import type { Plan } from './plan-coding.ts';

/** What compresses the body of an answer; null once it is decided that nothing does. */
const bodies = new WeakMap<ServerResponse, CompressedBody | null>();

/** Decides on answers just before their heads are written. */
export interface Planner {
  /**
   * @param given Header fields that `writeHead()` gets, in any of its forms.
   * @param lengthBytes Length of the whole body if it is known.
   */
  readonly plan: (response: ServerResponse, given: unknown, lengthBytes?: number) => Plan;
  /** Sets header fields as a plan says, and returns what compresses the body, if anything does. */
  readonly apply: (
    response: ServerResponse,
    plan: Plan,
    plain: PlainMethods,
  ) => CompressedBody | undefined;
}

/** The methods by their names: their overloads say nothing about calls that are passed on. */
type Methods = Readonly<
  Record<'writeHead' | 'write' | 'end' | 'emit', (...given: unknown[]) => unknown>
>;

/** Properties of a body that is written, which those of a compressed one replace. Node computes `write()` from others. */
const OF_THE_BODY = ['writableEnded', 'writableNeedDrain'] as const;

/**
 * Replaces the methods of a prototype by which handlers answer. Those that it has are called for whatever is not
 * compressed, and for the compressed bytes.
 */
export function replaceMethods(prototype: ServerResponse, { plan, apply }: Planner): void {
  const base = pickMethods(prototype);
  const call = (
    name: keyof Methods,
    response: ServerResponse,
    given: readonly unknown[],
  ): unknown => Reflect.apply(base[name], response, given);
  const plain: PlainMethods = {
    write: (response, given) => call('write', response, given) as boolean,
    end: (response, given) => void call('end', response, given),
    emit: (response, given) => call('emit', response, given) as boolean,
  };
  const isPlanned = (response: ServerResponse): boolean =>
    bodies.has(response) || response.headersSent;
  /** Decides on an answer whose head is written together with its first bytes. */
  function begin(response: ServerResponse, lengthBytes?: number): void {
    if (isPlanned(response)) return;
    const planned = plan(response, undefined, lengthBytes);
    const body = planned === 'as it is' ? undefined : apply(response, planned, plain);
    bodies.set(response, body ?? null);
    if (body !== undefined)
      writeHeadOf(response, body, () => response.writeHead(response.statusCode));
  }
  Object.assign(prototype, {
    writeHead(this: ServerResponse, ...all: unknown[]) {
      if (isPlanned(this)) return call('writeHead', this, all);
      const [status, reason, rest] = all;
      const hasReason = typeof reason === 'string';
      const given = hasReason ? rest : reason;
      this.statusCode = Number(status);
      const planned = plan(this, given);
      bodies.set(this, null);
      if (planned === 'as it is') return call('writeHead', this, all);
      setGiven(this, given);
      const body = apply(this, planned, plain);
      bodies.set(this, body ?? null);
      const head = hasReason ? [status, reason] : [status];
      return writeHeadOf(this, body, () => call('writeHead', this, head));
    },
    write(this: ServerResponse, ...given: unknown[]) {
      begin(this);
      return bodies.get(this)?.write(given) ?? plain.write(this, given);
    },
    end(this: ServerResponse, ...given: unknown[]) {
      begin(this, lengthOf(given, this.req.method));
      const body = bodies.get(this);
      if (body) body.end(given);
      else plain.end(this, given);
      return this;
    },
    emit(this: ServerResponse, ...given: unknown[]) {
      const body = given[0] === 'drain' ? bodies.get(this) : undefined;
      if (!body) return plain.emit(this, given);
      body.onDrain(); // the connection takes more; the handler waits for the compressor
      return true;
    },
  });
  for (const name of OF_THE_BODY)
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: ServerResponse): unknown {
        const beneath: object = Object.getPrototypeOf(prototype) as object;
        return bodies.get(this)?.[name] ?? (Reflect.get(beneath, name, this) as unknown);
      },
    });
}

/**
 * Writes a head. If that fails, as with a line break in the reason, another answer takes the place of the one that
 * would have been compressed.
 */
function writeHeadOf(
  response: ServerResponse,
  body: CompressedBody | undefined,
  write: () => unknown,
): unknown {
  try {
    return write();
  } catch (error) {
    body?.abandon();
    bodies.delete(response);
    response.removeHeader('Content-Encoding');
    throw error;
  }
}

function pickMethods(prototype: ServerResponse): Methods {
  const { writeHead, write, end, emit } = prototype as unknown as Methods;
  return { writeHead, write, end, emit };
}
