import { createFilesSandbox, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';

let sandbox: FilesSandbox;
let nowMs = 0;
const settings = { shedLoopDelayMs: 0 }; // the clock jumps

beforeAll(() => {
  sandbox = createFilesSandbox();
});
afterAll(() => {
  sandbox[Symbol.dispose]();
});

/** Requests a file until it is kept. */
async function keep({ origin, managed }: RunningApp): Promise<void> {
  for (nowMs of [0, 2_000]) expect((await fetch(`${origin}/plain.txt`)).status).toBe(200);
  expect(managed.filesCache?.state()).toMatchObject({ files: 1, hits: 0 });
}

describe('the shortcut to a file in memory', () => {
  it('is taken by GET and HEAD alone', async () => {
    const routes = new Set<string | undefined>();
    const onEnd = ({ route }: { route: string | undefined }): unknown => routes.add(route);
    const given = { filesRoot: sandbox.site, monotonicMs: () => nowMs, settings };
    await using app = await startApp({ ...given, observers: [{ onEnd }] });
    await keep(app);
    for (const [method, status] of Object.entries({ GET: 200, HEAD: 200, POST: 405, DELETE: 405 }))
      expect((await fetch(`${app.origin}/plain.txt`, { method })).status).toBe(status);
    expect(app.managed.filesCache?.state().hits).toBe(2);
    expect([...routes]).toEqual(['/{*path}']);
  });

  it('does not lead past the routes of the app', async () => {
    let isOpen = true;
    await using app = await startApp({
      filesRoot: sandbox.site,
      monotonicMs: () => nowMs,
      settings,
      routes: (_request, response, next) => {
        if (isOpen) next();
        else response.sendStatus(401);
      },
    });
    await keep(app);
    isOpen = false;
    expect((await fetch(`${app.origin}/plain.txt`)).status).toBe(401);
  });
});
