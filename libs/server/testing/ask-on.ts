import { once } from 'node:events';
import { get, type Agent, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import type { ThreadAnswer } from './threads.ts';

/** Asks which thread answers, over the connection that an agent keeps. */
export async function askOn(url: string, agent: Agent): Promise<ThreadAnswer> {
  const [answer] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  return (await json(answer)) as ThreadAnswer;
}
