import { MessageChannel } from 'node:worker_threads';
import { OperationError } from '../../bridge/operation-error.ts';
import { defineParameter } from '../../server/parameter.ts';
import type { Reply, Route } from '../../server/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { readLines } from '../read-lines.ts';
import { seconds } from '../seconds.ts';
import { LEVELS } from '../../../config/declared/log.ts';
import { oneOf, text } from '../../../config/kinds.ts';

/** Same limit as dotnet-monitor. */
const MAX_STREAMS = 3;
const NDJSON = 'application/x-ndjson';

const level = defineParameter({
  name: 'level',
  doc: 'Lowest level; stdout keeps its own',
  kind: oneOf(LEVELS),
  default: 'info',
});
const logger = defineParameter({
  name: 'logger',
  doc: 'Only this logger and its children',
  kind: text,
  default: undefined,
});

/** Creates the routes that show the log. */
export function createLogRoutes({ main }: Pick<AdminDeps, 'main'>): readonly Route[] {
  let openCount = 0;
  async function stream(query: URLSearchParams): Promise<Reply> {
    const filter = { level: level.read(query), logger: logger.read(query) };
    const durationMs = seconds.read(query) * 1_000;
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
    return { headers: { 'Content-Type': NDJSON }, stream: lines };
  }
  return [
    {
      method: 'GET',
      path: '/logs',
      access: 'read',
      summary: 'Streams log lines as they are written; at most 3 streams at a time',
      query: [seconds, level, logger],
      media: [NDJSON],
      answer: ({ query }) => stream(query),
    },
    {
      method: 'GET',
      path: '/logs/recent',
      access: 'read',
      summary: 'Shows the latest 500 lines of stdout',
      query: [],
      media: [NDJSON],
      answer: async () => ({
        headers: { 'Content-Type': NDJSON },
        text: (await main.recentLines()).join(''),
      }),
    },
  ];
}
