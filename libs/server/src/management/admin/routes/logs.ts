import { MessageChannel } from 'node:worker_threads';
import { parseLevel } from '../../../telemetry/log/level.ts';
import { OperationError } from '../../bridge/operation-error.ts';
import type { Reply, Route } from '../../server/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readLines } from '../read-lines.ts';
import { parseSeconds } from '../parse-seconds.ts';
import { LEVELS, type Level } from '../../../config/declared/log.ts';

/** Same limit as dotnet-monitor. */
const MAX_STREAMS = 3;
const NDJSON = { 'Content-Type': 'application/x-ndjson' };

/** Creates the routes that show the log. */
export function createLogRoutes({ main }: Pick<AdminDeps, 'main'>): readonly Route[] {
  let openCount = 0;
  async function stream(query: URLSearchParams): Promise<Reply> {
    const filter = { level: readLevel(query), logger: query.get('logger') ?? undefined };
    const durationMs = parseSeconds(query) * 1_000;
    if (openCount >= MAX_STREAMS)
      throw new OperationError(
        429,
        `Expected at most ${MAX_STREAMS} streams at a time; end one and retry`,
      );
    openCount += 1;
    const { port1, port2 } = new MessageChannel();
    const lines = readLines(port1, durationMs).once('close', () => (openCount -= 1));
    try {
      await main.streamLines(filter, port2);
    } catch (error) {
      lines.destroy();
      throw error;
    }
    return { headers: NDJSON, stream: lines };
  }
  return [
    {
      method: 'GET',
      path: '/logs',
      access: 'read',
      summary:
        'Streams log lines for ?seconds=30; ?level=debug sets their level without changing stdout, ?logger=NAME selects one logger; at most 3 streams at a time',
      answer: ({ query }) => stream(query),
    },
    {
      method: 'GET',
      path: '/logs/recent',
      access: 'read',
      summary: 'Shows the latest 500 lines of stdout',
      answer: async () => ({ headers: NDJSON, text: (await main.recentLines()).join('') }),
    },
  ];
}

function readLevel(query: URLSearchParams): Level {
  const level = parseLevel(query.get('level') ?? 'info');
  if (level !== undefined) return level;
  throw new OperationError(400, `Expected level to be one of ${LEVELS.join(', ')}`);
}
