import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** The results of the clients. */
export interface Tally {
  requestCount: number;
  /** Reasons of failed requests: a status other than 200, or a connection error. */
  readonly failures: string[];
}

export interface Load {
  readonly tally: Readonly<Tally>;
  /** Resolves after this number of further requests is answered. */
  readonly untilMore: (requestCount: number) => Promise<void>;
  /** Resolves when each client has received its last response. */
  readonly stop: () => Promise<void>;
}

const PAUSE_MS = 5;

/** Starts clients that send requests continuously, on kept-alive or on new connections. */
export function sendLoad(url: string, connections: 'kept' | 'fresh', clientCount: number): Load {
  const tally: Tally = { requestCount: 0, failures: [] };
  let isOver = false;
  async function runClient(): Promise<void> {
    const agent = connections === 'kept' && new Agent({ keepAlive: true });
    while (!isOver) {
      await ask(url, agent).catch((error: unknown) => tally.failures.push(String(error)));
      tally.requestCount += 1;
      await setTimeout(PAUSE_MS);
    }
    if (agent !== false) agent.destroy();
  }
  const clients = Array.from({ length: clientCount }, runClient);
  return {
    tally,
    untilMore: async (requestCount) => {
      const enough = tally.requestCount + requestCount;
      while (tally.requestCount < enough) await setTimeout(PAUSE_MS);
    },
    stop: async () => {
      isOver = true;
      await Promise.all(clients);
    },
  };
}

async function ask(url: string, agent: Agent | false): Promise<void> {
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode !== 200) throw new Error(`${String(response.statusCode)} ${answer}`);
}
