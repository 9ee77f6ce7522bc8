import type { Reply, Route } from '../../server/route.ts';
import { count, flag, listOf, objectOf, text, time } from '../../server/schema.ts';
import { problem } from '../../server/send-reply.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** Creates the routes that drain, undrain, reload and shut down the server. */
export function createLifecycleRoutes({ main }: Pick<AdminDeps, 'main'>): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/drain',
      access: 'write',
      summary:
        'Marks the server not ready, so that load balancers stop sending traffic; it keeps serving',
      query: [],
      returns: describeDrain,
      answer: async () => ({ json: await main.drain() }),
    },
    {
      method: 'DELETE',
      path: '/drain',
      access: 'write',
      summary: 'Marks the server ready again; 409 during a shutdown',
      query: [],
      returns: describeDrain,
      answer: async () => ({ json: await main.undrain() }),
    },
    {
      method: 'POST',
      path: '/reload',
      access: 'write',
      summary:
        'Reloads files such as the certificate, like SIGHUP; 422 if any of them cannot be reloaded',
      query: [],
      returns: () => objectOf({ reloaded: listOf(text) }),
      answer: () => reload(main),
    },
    {
      method: 'POST',
      path: '/upgrade',
      access: 'dangerous',
      switch: 'upgrade',
      summary:
        'Starts the program again, from its path, and hands over the listening sockets, like SIGUSR2; 409 without SEAMLESS_RESTART, 500 if the new process fails, and this one keeps serving',
      query: [],
      status: 202,
      returns: () => objectOf({ message: text, pid: count }),
      answer: async () => ({ json: await main.restart() }),
    },
    {
      method: 'POST',
      path: '/shutdown',
      access: 'dangerous',
      switch: 'shutdown',
      summary: 'Shuts the server down, like SIGTERM',
      query: [],
      status: 202,
      returns: () => objectOf({ message: text, deadline: time }),
      answer: async () => ({ json: await main.shutDown() }),
    },
  ];
}

const describeDrain = () => objectOf({ draining: flag, inFlight: count, connections: count });

async function reload(main: Pick<AdminDeps['main'], 'reload'>): Promise<Reply> {
  const outcomes = await main.reload();
  const kept = outcomes.filter(({ reason }) => reason !== null);
  const reloaded = outcomes.filter(({ reason }) => reason === null).map(({ name }) => name);
  if (kept.length === 0) return { json: { reloaded } };
  const { json, ...reply } = problem(
    422,
    'Cannot reload everything; the parts under "errors" keep their old state',
  );
  const errors = kept.map(({ name, reason }) => ({ name, detail: reason }));
  return { ...reply, json: { ...(json as object), reloaded, errors } };
}
