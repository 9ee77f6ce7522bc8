import { MessagePort } from 'node:worker_threads';
import { OperationError } from './operation-error.ts';

/** Functions that one thread runs for another; arguments and results are copied, ports are transferred. */
export type Operations = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The same functions as seen by the other thread. */
export type Remote<Offered extends Operations> = {
  readonly [Name in keyof Offered]: (
    ...args: Parameters<Offered[Name]>
  ) => Promise<Awaited<ReturnType<Offered[Name]>>>;
};

/** The other thread did not answer in time: its event loop is blocked, or it has ended. */
export class UnresponsiveError extends Error {
  override readonly name = 'UnresponsiveError';
}

interface Request {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

interface OperationResult {
  readonly id: number;
  readonly value?: unknown;
  /** Its fields, because a copied Error loses its class and status. */
  readonly refusal?: { readonly status: number; readonly message: string };
  readonly error?: unknown;
}

type Port = Pick<MessagePort, 'postMessage' | 'on'>;

/** Runs operations for the thread at the other end of the port, which rethrows their errors. */
export function offer(port: Port, operations: Operations): void {
  port.on('message', ({ id, name, args }: Request) => {
    new Promise((resolve) => {
      resolve(operations[name]?.(...(args as never[])));
    }).then(
      (value) => {
        port.postMessage({ id, value } satisfies OperationResult);
      },
      (error: unknown) => {
        port.postMessage({ id, ...describe(error) } satisfies OperationResult);
      },
    );
  });
}

/**
 * Returns the operations that the other end of the port offers.
 *
 * @param deadlineMs How long an operation may take; a later result is dropped.
 * @returns Functions that reject with an `UnresponsiveError` at the deadline.
 */
export function reach<Offered extends Operations>(port: Port, deadlineMs: number): Remote<Offered> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  port.on('message', ({ id, value, refusal, error }: OperationResult) => {
    const pending = waiting.get(id);
    if (refusal !== undefined) pending?.reject(new OperationError(refusal.status, refusal.message));
    else if (error !== undefined) pending?.reject(error);
    else pending?.resolve(value);
  });
  async function call(name: string, args: readonly unknown[]): Promise<unknown> {
    const id = (lastId += 1);
    const result = Promise.withResolvers<unknown>();
    waiting.set(id, result);
    const timer = setTimeout(() => {
      result.reject(
        new UnresponsiveError(`The main thread did not answer within ${deadlineMs} ms`),
      );
    }, deadlineMs);
    const ports = args.filter((arg) => arg instanceof MessagePort);
    port.postMessage({ id, name, args } satisfies Request, ports);
    try {
      return await result.promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  }
  return new Proxy({} as Remote<Offered>, {
    get:
      (_, name: string) =>
      (...args: unknown[]) =>
        call(name, args),
  });
}

function describe(error: unknown): Omit<OperationResult, 'id' | 'value'> {
  return error instanceof OperationError
    ? { refusal: { status: error.status, message: error.message } }
    : { error: error ?? new Error('The operation failed without an error') };
}
