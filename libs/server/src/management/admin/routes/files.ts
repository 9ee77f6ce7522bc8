import type { Reply, Route } from '../../server/route.ts';
import { count, listOf, number, objectOf } from '../../server/schema.ts';
import type { AdminDeps } from '../admin-deps.ts';

/** Creates the routes that show and empty the cache of files. */
export function createFilesRoutes({ main }: Pick<AdminDeps, 'main'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/files/cache',
      access: 'read',
      summary: 'Shows the size, limits, hits and misses of the cache of files',
      query: [],
      returns: describeState,
      answer: async () => ({ json: await main.filesCache() }),
    },
    {
      method: 'DELETE',
      path: '/files/cache',
      access: 'write',
      summary: 'Removes all files from memory; the next requests read them from the disk',
      query: [],
      returns: describeState,
      answer: () => clear(main),
    },
  ];
}

const describeState = () =>
  objectOf({
    limitBytes: number,
    maxAgeMs: number,
    bytes: count,
    files: count,
    absent: count,
    hits: count,
    misses: count,
    evictions: count,
    'unansweredThreads?': listOf(count),
  });

async function clear(main: Pick<AdminDeps['main'], 'clearFilesCache'>): Promise<Reply> {
  const { before, after } = await main.clearFilesCache();
  const auditOf = ({ files, bytes }: typeof before) => ({ files, bytes });
  return { json: after, audit: { before: auditOf(before), after: auditOf(after) } };
}
