import { EventEmitter } from 'node:events';
import type { NodeWorker } from 'node:inspector';
import type { Session } from 'node:inspector/promises';
import { OperationError } from '../bridge/operation-error.ts';
import { answerOf, MAIN_THREAD, nameOf, type ThreadSession } from './thread-session.ts';

/** How long the main thread may take to list its workers. */
const LIST_MS = 1_500;

type Attached = NodeWorker.AttachedToWorkerEventDataType;

/** What a session of the DevTools Protocol sends: an answer to a message, or an event. */
interface WorkerMessage {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: unknown;
}

/**
 * Opens a session of a serving thread through a session of the main thread, which passes messages on even while it
 * is blocked by JavaScript. Node attaches to every worker; all others are detached at once.
 *
 * @throws {OperationError} 503 if the thread does not run, or ends during the session.
 */
export async function openWorkerSession(main: Session, index: number): Promise<ThreadSession> {
  const subject = `Serving thread ${index}`;
  const attached: Attached[] = [];
  main.on('NodeWorker.attachedToWorker', ({ params }) => void attached.push(params));
  const listed = main.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  await answerOf({ subject: MAIN_THREAD }, listed, LIST_MS);
  const wanted = findWorker(attached, nameOf(index));
  for (const { sessionId } of attached)
    if (sessionId !== wanted?.sessionId) await main.post('NodeWorker.detach', { sessionId });
  if (wanted === undefined)
    throw new OperationError(503, `${subject} does not run at present; retry in a few seconds`);
  return createSession(main, { subject, sessionId: wanted.sessionId });
}

/** Returns the worker of a name, the latest if its predecessor has not ended yet; its title is `[worker ID] NAME`. */
function findWorker(attached: readonly Attached[], name: string): Attached | undefined {
  const idOf = ({ workerInfo: { title } }: Attached): number =>
    Number(/^\[worker (\d+)\] /.exec(title)?.[1] ?? NaN);
  return attached
    .filter((worker) => worker.workerInfo.title === `[worker ${idOf(worker)}] ${name}`)
    .sort((a, b) => idOf(b) - idOf(a))[0];
}

/** Creates a session whose messages travel inside those of the main thread's. */
function createSession(
  main: Session,
  { subject, sessionId }: { readonly subject: string; readonly sessionId: string },
): ThreadSession {
  const events = new EventEmitter();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let hasEnded = false;
  const ended = (): OperationError =>
    new OperationError(503, `${subject} has ended; retry in a few seconds`);
  main.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    if (params.sessionId !== sessionId) return;
    const { id, method, ...message } = JSON.parse(params.message) as WorkerMessage;
    if (method !== undefined) events.emit(method, { method, params: message.params });
    if (id !== undefined) settle(waiting.get(id), message);
  });
  main.on('NodeWorker.detachedFromWorker', ({ params }) => {
    if (params.sessionId !== sessionId) return;
    hasEnded = true;
    for (const { reject } of waiting.values()) reject(ended());
  });
  const post = async (method: string, params: object = {}): Promise<unknown> => {
    if (hasEnded) throw ended();
    const id = (lastId += 1);
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    const message = JSON.stringify({ id, method, params });
    await main.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    return answer.promise.finally(() => waiting.delete(id));
  };
  return Object.assign(events, { subject, post }) as unknown as ThreadSession;
}

function settle(
  answer: PromiseWithResolvers<unknown> | undefined,
  { result, error }: Pick<WorkerMessage, 'result' | 'error'>,
): void {
  if (error === undefined) answer?.resolve(result);
  else answer?.reject(new Error(error.message));
}
