import { Fault } from '../../../world/faults/fault.ts';

/** A failure of the protocol, with its code: https://www.jsonrpc.org/specification#error_object */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export type Params = Readonly<Record<string, unknown>>;

/** A request, or a notification, which has no id and gets no answer. */
export interface Message {
  readonly id: string | number | undefined;
  readonly method: string;
  readonly params: Params;
}

/** @throws {RpcError} -32700 if the line is not JSON, -32600 if it is neither a request nor a notification. */
export function parseMessage(line: string): Message {
  const value = parseJson(line);
  const { jsonrpc, id, method, params = {} } = isObject(value) ? value : {};
  const isId = id === undefined || typeof id === 'string' || Number.isInteger(id);
  if (jsonrpc === '2.0' && isId && typeof method === 'string' && isObject(params))
    return { id: id as Message['id'], method, params };
  throw new RpcError(
    -32600,
    'Expected one JSON-RPC 2.0 request per line, with an object as params',
  );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new RpcError(-32700, 'Cannot parse the line: expected JSON');
  }
}

export function isObject(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Describes an error for the client; -32603 is an internal one, such as a server that does not run. */
export function describeError(error: unknown): object {
  if (error instanceof RpcError)
    return { code: error.code, message: error.message, data: error.data };
  return { code: -32603, message: error instanceof Fault ? error.message : String(error) };
}
