import { parentPort } from 'node:worker_threads';

/** What a main file does in a thread of the app: it waits for work. */
parentPort?.on('message', () => undefined);
