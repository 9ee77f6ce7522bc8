import { createInterface } from 'node:readline';
import { EX } from '../../../world/faults/sysexits.ts';
import type { World } from '../../../world/world.ts';
import { printText } from '../print-text.ts';
import { describeError, isObject, parseMessage, RpcError, type Params } from './json-rpc.ts';
import { createTools, type ToolsOptions } from './tools.ts';

/** Revisions that begin with `initialize`, latest first. 2025-03-26 is left out, because it has batches. */
const WITH_HANDSHAKE = ['2025-11-25', '2025-06-18', '2024-11-05'];
/** The revision that every request names for itself. */
const STATELESS = '2026-07-28';
const META = 'io.modelcontextprotocol';
/** The server may restart with other routes at any time. */
const UNCACHED = { ttlMs: 0, cacheScope: 'private' };

export interface McpOptions extends Omit<ToolsOptions, 'env'> {
  readonly version: string;
  /** Aborts when the command is to end. */
  readonly stop: AbortSignal;
}

/**
 * Serves the admin API to an MCP client over stdin and stdout, until stdin ends.
 *
 * @returns The exit status: 0.
 * @see https://modelcontextprotocol.io/specification
 */
export async function serveMcp(world: World, options: McpOptions): Promise<number> {
  const { stop } = options;
  const methods = createMethods({ ...options, env: world.env });
  const running = new Map<unknown, AbortController>();

  async function answer(line: string): Promise<object | undefined> {
    const { id, method, params } = parseMessage(line);
    if (id === undefined) {
      if (method === 'notifications/cancelled') running.get(params['requestId'])?.abort();
      return undefined;
    }
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, stop]);
    running.set(id, controller);
    try {
      return { id, result: await call(methods, { method, params }, signal) };
    } catch (error) {
      return signal.aborted ? undefined : { id, error: describeError(error) }; // a cancelled request has no answer
    } finally {
      running.delete(id);
    }
  }

  async function handle(line: string): Promise<void> {
    const reply = await answer(line).catch((error: unknown) => ({
      id: null,
      error: describeError(error),
    }));
    if (reply === undefined) return;
    await printText(world.stdout, `${JSON.stringify({ jsonrpc: '2.0', ...reply })}\n`);
  }

  const handled = new Set<Promise<unknown>>();
  for await (const line of createInterface({ input: world.openStdin(), signal: stop })) {
    if (line.trim() === '') continue;
    const one: Promise<unknown> = handle(line).finally(() => handled.delete(one));
    handled.add(one);
  }
  await Promise.all(handled);
  return EX.OK;
}

interface Methods {
  readonly byName: Readonly<
    Record<string, (params: Params, signal: AbortSignal) => object | Promise<object>>
  >;
  /** What the stateless revision has in each result. */
  readonly completion: object;
}

function createMethods(options: ToolsOptions & Pick<McpOptions, 'version'>): Methods {
  const { name, version } = options;
  const serverInfo = { name, version };
  const instructions = `Inspects the running server ${name} by its admin API. Start with get_health, get_info, get_requests and get_logs_recent.`;
  const server = { capabilities: { tools: {} }, instructions };
  const tools = createTools(options);
  return {
    completion: { resultType: 'complete', _meta: { [`${META}/serverInfo`]: serverInfo } },
    byName: {
      initialize: (params) => ({ protocolVersion: agree(params), serverInfo, ...server }),
      'server/discover': () => ({
        supportedVersions: [STATELESS, ...WITH_HANDSHAKE],
        ...server,
        ...UNCACHED,
      }),
      ping: () => ({}),
      'tools/list': async (_params, signal) => ({ tools: await tools.list(signal), ...UNCACHED }),
      'tools/call': tools.call,
    },
  };
}

async function call(
  { byName, completion }: Methods,
  { method, params }: { readonly method: string; readonly params: Params },
  signal: AbortSignal,
): Promise<object> {
  const run = Object.hasOwn(byName, method) ? byName[method] : undefined;
  if (run === undefined) throw new RpcError(-32601, `No method ${JSON.stringify(method)}`);
  const meta = isObject(params['_meta']) ? params['_meta'] : {};
  const requested = meta[`${META}/protocolVersion`];
  if (requested === undefined) return run(params, signal);
  if (requested === STATELESS) return { ...(await run(params, signal)), ...completion };
  const data = { supported: [STATELESS, ...WITH_HANDSHAKE], requested };
  throw new RpcError(-32022, 'Unsupported protocol version', data);
}

/** Returns the revision that the client asks for, or the latest that it may know instead. */
function agree({ protocolVersion }: Params): string {
  if (typeof protocolVersion !== 'string')
    throw new RpcError(-32602, 'Expected params.protocolVersion, such as "2025-11-25"');
  return WITH_HANDSHAKE.find((it) => it === protocolVersion) ?? '2025-11-25';
}
