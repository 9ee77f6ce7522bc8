import { MessagePort } from 'node:worker_threads';
import { OperationError } from './operation-error.ts';

/** Functions that one thread runs for another; arguments and results are copied, but a port is handed over. */
export type Operations = Readonly<Record<string, (...given: never[]) => unknown>>;

/** The same functions as the other thread sees them. */
export type Remote<Offered extends Operations> = {
  readonly [Name in keyof Offered]: (
    ...given: Parameters<Offered[Name]>
  ) => Promise<Awaited<ReturnType<Offered[Name]>>>;
};

/** The other thread did not answer in time: its event loop is blocked, or it has ended. */
export class UnresponsiveError extends Error {
  override readonly name = 'UnresponsiveError';
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly given: readonly unknown[];
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  /** Copied by hand: a copied Error loses its class and its status. */
  readonly refusal?: { readonly status: number; readonly message: string };
  readonly error?: unknown;
}

type Port = Pick<MessagePort, 'postMessage' | 'on'>;

/** Runs operations for the thread at the other end of the port. What one throws is thrown there. */
export function offer(port: Port, operations: Operations): void {
  port.on('message', ({ id, name, given }: Question) => {
    new Promise((resolve) => {
      resolve(operations[name]?.(...(given as never[])));
    }).then(
      (value) => {
        port.postMessage({ id, value } satisfies Reply);
      },
      (error: unknown) => {
        port.postMessage({ id, ...describe(error) } satisfies Reply);
      },
    );
  });
}

/**
 * Reaches the operations that the other end of the port offers.
 *
 * @param deadlineMs How long an answer may take; a later one is dropped.
 * @returns Functions that reject with an `UnresponsiveError` at the deadline.
 */
export function reach<Offered extends Operations>(port: Port, deadlineMs: number): Remote<Offered> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  port.on('message', ({ id, value, refusal, error }: Reply) => {
    const question = waiting.get(id);
    if (refusal !== undefined)
      question?.reject(new OperationError(refusal.status, refusal.message));
    else if (error !== undefined) question?.reject(error);
    else question?.resolve(value);
  });
  async function ask(name: string, given: readonly unknown[]): Promise<unknown> {
    const id = (lastId += 1);
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    const timer = setTimeout(() => {
      answer.reject(
        new UnresponsiveError(`The main thread did not answer within ${deadlineMs} ms`),
      );
    }, deadlineMs);
    const ports = given.filter((one) => one instanceof MessagePort);
    port.postMessage({ id, name, given } satisfies Question, ports);
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  }
  return new Proxy({} as Remote<Offered>, {
    get:
      (_, name: string) =>
      (...given: unknown[]) =>
        ask(name, given),
  });
}

function describe(error: unknown): Omit<Reply, 'id' | 'value'> {
  return error instanceof OperationError
    ? { refusal: { status: error.status, message: error.message } }
    : { error: error ?? new Error('An operation failed without saying why') };
}
