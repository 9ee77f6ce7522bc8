import type { Reply, Route } from '../../server/route.ts';
import { problem } from '../../server/send-reply.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** Rows that take the server out of its balancer and back, make it read files again, and end it. */
export function createLifecycleRoutes({ main }: Pick<AdminDeps, 'main'>): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/drain',
      access: 'write',
      summary: 'Makes the server unready, so that balancers look away, while it serves on',
      answer: async () => ({ json: await main.drain() }),
    },
    {
      method: 'DELETE',
      path: '/drain',
      access: 'write',
      summary: 'Makes it ready again; 409 once it shuts down',
      answer: async () => ({ json: await main.undrain() }),
    },
    {
      method: 'POST',
      path: '/reload',
      access: 'write',
      summary:
        'Reads files such as the certificate again, as SIGHUP does; 422 where one keeps its old state',
      answer: () => reload(main),
    },
    {
      method: 'POST',
      path: '/shutdown',
      access: 'dangerous',
      switch: 'shutdown',
      summary: 'Ends the server as SIGTERM does',
      answer: async () => ({ status: 202, json: await main.shutDown() }),
    },
  ];
}

async function reload(main: Pick<AdminDeps['main'], 'reload'>): Promise<Reply> {
  const outcomes = await main.reload();
  const kept = outcomes.filter(({ reason }) => reason !== null);
  const reloaded = outcomes.filter(({ reason }) => reason === null).map(({ name }) => name);
  if (kept.length === 0) return { json: { reloaded } };
  const { json, ...reply } = problem(
    422,
    'Not all could be reloaded; what could not keeps its old state',
  );
  const errors = kept.map(({ name, reason }) => ({ name, detail: reason }));
  return { ...reply, json: { ...(json as object), reloaded, errors } };
}
