import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Access } from '../../../management/server/route.ts';
import { Fault } from '../../../world/faults/fault.ts';
import type { AdminTarget } from '../find-endpoint.ts';
import type { AdminRequest } from '../parse-request.ts';
import { describeRefusal } from '../print-response.ts';
import { sendAdminRequest } from '../send-admin-request.ts';
import { isObject, RpcError, type Params } from './json-rpc.ts';

export interface ToolsOptions extends AdminTarget {
  /** The most that a tool may do. */
  readonly allow: Access;
}

/** Most characters of an answer: a client's context is small. */
const MAX_CHARACTERS = 60_000;
const LEVELS: readonly Access[] = ['read', 'write', 'dangerous'];
/** Routes that say what `tools/list` says, or the same as another one. */
const REPEATED = ['/', '/openapi.json', '/debug/vars'];

/** An operation of /openapi.json, as far as it is read here. */
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly 'x-access': Access;
  readonly security: readonly object[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
    readonly schema: object;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object }>>;
  };
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}

interface Tool extends Operation {
  readonly method: string;
  readonly path: string;
}

/** Creates the tools: the routes of the server that runs, as it describes them at each call. */
export function createTools({ allow, ...target }: ToolsOptions) {
  async function readTools(signal: AbortSignal): Promise<readonly Tool[]> {
    const request = { method: 'GET', path: '/openapi.json', body: undefined };
    const response = await sendAdminRequest(request, target, signal);
    if (response.statusCode !== 200) throw await describeRefusal(response);
    const { paths } = JSON.parse(await text(response)) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    };
    const all = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, it]) => ({
        ...it,
        method: method.toUpperCase(),
        path,
      })),
    );
    const allowed = LEVELS.slice(0, LEVELS.indexOf(allow) + 1);
    return all.filter(
      ({ path, security, 'x-access': access }) =>
        allowed.includes(access) && security.length > 0 && !REPEATED.includes(path),
    );
  }
  return {
    list: async (signal: AbortSignal) => (await readTools(signal)).map(describeTool),
    call: async ({ name, arguments: given = {} }: Params, signal: AbortSignal) => {
      const tool = (await readTools(signal)).find(({ operationId }) => operationId === name);
      if (tool === undefined) throw new RpcError(-32602, `No tool ${JSON.stringify(name)}`);
      if (!isObject(given)) throw new RpcError(-32602, 'Expected an object as arguments');
      const mistake = findMistake(tool, given);
      if (mistake !== undefined) return answer(mistake, true); // for the model, which may do better
      try {
        const request = createRequest(tool, given);
        const command = `${target.name} admin ${request.method} '${request.path}'`;
        if (isFile(tool))
          return answer(`The answer is a file. Save it with: ${command} > FILE`, true);
        return answer(await read(await sendAdminRequest(request, target, signal), command));
      } catch (error) {
        if (error instanceof Fault) return answer(error.message, true);
        throw error;
      }
    },
  };
}

function describeTool({ operationId, summary, parameters, requestBody, ...tool }: Tool): object {
  const shown = parameters.filter(({ in: place }) => place !== 'header'); // `admin` sends If-Match by itself
  const properties = shown.map(({ name, description, schema }) => [
    name,
    { ...schema, description },
  ]);
  const [body] = Object.values(requestBody?.content ?? {});
  const required = shown.flatMap(({ name, in: place }) => (place === 'path' ? [name] : []));
  return {
    name: operationId,
    description: summary,
    inputSchema: {
      type: 'object',
      properties: {
        ...Object.fromEntries(properties),
        ...(body && { body: body.schema }),
      } as object,
      required: body ? [...required, 'body'] : required,
      additionalProperties: false,
    },
    annotations: {
      readOnlyHint: tool['x-access'] === 'read',
      destructiveHint: tool['x-access'] === 'dangerous',
      openWorldHint: false,
    },
  };
}

/** Says what the server cannot: which part of the path has no value, and that a body goes nowhere. */
function findMistake({ method, path, requestBody }: Tool, given: Params): string | undefined {
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    if ((given[name] ?? '') === '') return `Expected the argument "${name}"`;
    if (!String(given[name]).isWellFormed()) return `Expected Unicode text as "${name}"`;
  }
  if (given['body'] === undefined || requestBody !== undefined) return undefined;
  return `Expected no argument "body": ${method} ${path} takes none`;
}

/** Puts arguments into the path, all others into the query: the server checks them and says what it expects. */
function createRequest({ method, path }: Tool, { body, ...given }: Params): AdminRequest {
  const query = new URLSearchParams();
  let filled = path;
  for (const [name, value] of Object.entries(given)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (path.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, encodeURIComponent(text));
    else query.set(name, text);
  }
  const target = query.size === 0 ? filled : `${filled}?${query.toString()}`;
  return { method, path: target, body: body === undefined ? undefined : JSON.stringify(body) };
}

function isFile({ responses }: Tool): boolean {
  return Object.values(responses).some(({ headers = {} }) => 'Content-Disposition' in headers);
}

/** @throws {Fault} `ADMIN_REFUSED` if the status is not 2xx. */
async function read(response: IncomingMessage, command: string): Promise<string> {
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) throw await describeRefusal(response);
  let received = '';
  for await (const chunk of response.setEncoding('utf8')) {
    received += chunk as string;
    if (received.length > MAX_CHARACTERS)
      return `${received.slice(0, MAX_CHARACTERS)}\n[cut here: ask for less, or save all with: ${command} > FILE]`;
  }
  return received;
}

function answer(given: string, isError = false): object {
  return { content: [{ type: 'text', text: given }], isError };
}
