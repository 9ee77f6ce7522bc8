import { SETTLED_MS, startFilesServer, type FilesServer } from '../../testing/files-server.ts';

let server: FilesServer;

beforeEach(async () => {
  server = await startFilesServer();
  server.write('plain.txt', '0123456789');
});
afterEach(() => server[Symbol.asyncDispose]());

const clear = () => server.app.managed.filesCache?.clear();
const state = () => server.app.managed.filesCache?.state();

async function get(path: string): Promise<number> {
  const response = await fetch(server.app.origin + path, {
    headers: { 'accept-encoding': 'identity' },
  });
  await response.arrayBuffer();
  return response.status;
}

/** Requests a path, and calls back as soon as the server looks for it. */
async function getAndThen<Result>(path: string, act: () => Result): Promise<Awaited<Result>> {
  const { promise, resolve } = Promise.withResolvers<Awaited<Result>>();
  server.app.server.once('request', () => {
    resolve(act() as Awaited<Result>);
  });
  await get(path);
  return promise;
}

describe('a cache that is emptied while a look is in progress', () => {
  it('does not remember that the look found nothing', async () => {
    await getAndThen('/absent', clear);
    expect(state()).toMatchObject({ absent: 0 });
  });

  it('does not keep the file that is read', async () => {
    await get('/plain.txt');
    server.nowMs = SETTLED_MS;
    const whileRead = async (): Promise<void> => {
      while (state()?.bytes === 0) await new Promise(setImmediate);
      clear();
    };
    await getAndThen('/plain.txt', whileRead);
    expect(state()).toMatchObject({ files: 0, bytes: 0, hits: 0, misses: 2 });
  });

  it('answers no later request from the look', async () => {
    const later = await getAndThen('/plain.txt', () => {
      clear();
      return get('/plain.txt');
    });
    expect([later, state()?.misses]).toEqual([200, 2]);
  });
});
