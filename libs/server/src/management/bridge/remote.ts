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
  /** Type of the problem, for the client. */
  readonly type: 'main-thread-unresponsive' | 'serving-thread-unresponsive';

  constructor(message: string, type: UnresponsiveError['type'] = 'main-thread-unresponsive') {
    super(message);
    this.type = type;
  }
}

interface Request {
  readonly id: number;
  /** Whether the caller wants to know that the operation has begun. */
  readonly isSlow: boolean;
  readonly name: string;
  readonly args: readonly unknown[];
}

interface OperationResult {
  readonly id: number;
  /** The operation has begun; its result follows. */
  readonly hasBegun?: true;
  readonly value?: unknown;
  /** Its fields, because a copied Error loses its class and status. */
  readonly refusal?: { readonly status: number; readonly message: string };
  readonly error?: unknown;
}

type Port = Pick<MessagePort, 'postMessage' | 'on'>;

/** Runs operations for the thread at the other end of the port, which rethrows their errors. */
export function offer(port: Port, operations: Operations): void {
  port.on('message', ({ id, isSlow, name, args }: Request) => {
    if (isSlow) port.postMessage({ id, hasBegun: true } satisfies OperationResult);
    void new Promise((resolve) => {
      resolve(operations[name]?.(...(args as never[])));
    })
      .then(
        (value) => ({ id, value }),
        (error: unknown) => ({ id, ...describe(error) }),
      )
      .then((result: OperationResult) => {
        send(port, result, name);
      });
  });
}

/** Sends a result; one that cannot be copied, such as a value of the app with a function in it, is an error. */
function send(port: Port, result: OperationResult, name: string): void {
  try {
    port.postMessage(result);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const failure = new Error(`Cannot send the result of ${name}: ${reason}`);
    port.postMessage({ id: result.id, error: failure } satisfies OperationResult);
  }
}

/** A call whose result has not arrived. */
interface PendingCall extends PromiseWithResolvers<unknown> {
  /** Begins the time for the result, in place of that for the start. */
  readonly begin: () => void;
}

/**
 * Returns the operations that the other end of the port offers.
 *
 * @param deadlineMs How long an operation may take; a later result is dropped.
 * @param slowMs How long those may take that need more time, by name; they have to begin by the other deadline.
 * @returns Functions that reject with an `UnresponsiveError` at the deadline, or when the other thread ends.
 */
export function reach<Offered extends Operations>(
  port: Port,
  deadlineMs: number,
  slowMs: Readonly<Partial<Record<string, number>>> = {},
): Remote<Offered> {
  const waiting = new Map<number, PendingCall>();
  let lastId = 0;
  let isClosed = false;
  port.on('close', () => {
    isClosed = true;
    for (const { reject } of waiting.values()) reject(endedError());
  });
  port.on('message', ({ id, hasBegun, value, refusal, error }: OperationResult) => {
    const pending = waiting.get(id);
    if (hasBegun) pending?.begin();
    else if (refusal !== undefined)
      pending?.reject(new OperationError(refusal.status, refusal.message));
    else if (error !== undefined) pending?.reject(error);
    else pending?.resolve(value);
  });
  async function call(name: string, args: readonly unknown[]): Promise<unknown> {
    if (isClosed) throw endedError();
    const id = (lastId += 1);
    const ownMs = slowMs[name];
    const result = Promise.withResolvers<unknown>();
    let timer = rejectAfter(deadlineMs, result.reject);
    const begin = (): void => {
      clearTimeout(timer);
      timer = rejectAfter(ownMs ?? deadlineMs, result.reject);
    };
    waiting.set(id, { ...result, begin });
    const ports = args.filter((arg) => arg instanceof MessagePort);
    const isSlow = ownMs !== undefined;
    try {
      port.postMessage({ id, isSlow, name, args } satisfies Request, ports); // throws if they cannot be copied
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

function endedError(): UnresponsiveError {
  return new UnresponsiveError('The thread ended before it answered');
}

function rejectAfter(limitMs: number, reject: (error: Error) => void): NodeJS.Timeout {
  return setTimeout(() => {
    reject(new UnresponsiveError(`The main thread did not answer within ${limitMs} ms`));
  }, limitMs);
}

function describe(error: unknown): Omit<OperationResult, 'id' | 'value'> {
  return error instanceof OperationError
    ? { refusal: { status: error.status, message: error.message } }
    : { error: error ?? new Error('The operation failed without an error') };
}
