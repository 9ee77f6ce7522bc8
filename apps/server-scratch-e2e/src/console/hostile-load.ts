import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** Text that would run if a page took it for markup. */
export const HOSTILE = '<script>window.hostile=1</script><img src=x onerror=window.hostile=1>';

/** Sends requests of all kinds, some of them hostile, a few at a time until stopped. */
export function startLoad(origin: string): AsyncDisposable {
  const stop = new AbortController();
  const ended = keepSending(origin, stop.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
    },
  };
}

async function keepSending(origin: string, stop: AbortSignal): Promise<void> {
  for (let count = 0; !stop.aborted; count += 1) {
    await Promise.all([
      send(origin, '/', {}),
      send(origin, `/absent/${count % 7}`, {}),
      ...(count % 10 === 0 ? sendHostile(origin) : []),
    ]);
    await setTimeout(20);
  }
}

/** In path, query and header fields; what the server refuses reaches its log, too. */
function sendHostile(origin: string): readonly Promise<void>[] {
  const headers = { 'User-Agent': HOSTILE, Referer: HOSTILE, 'X-Request-Id': HOSTILE };
  return [
    send(origin, `/${encodeURIComponent(HOSTILE)}`, headers),
    send(origin, `/${HOSTILE.replaceAll(' ', '/')}?q=${encodeURIComponent(HOSTILE)}`, headers),
  ];
}

/** Not by fetch, which encodes the path. */
function send(origin: string, path: string, headers: Record<string, string>): Promise<void> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const sent = request({ hostname, port, path, headers, agent: false }, (response) => {
      response.resume().once('close', resolve);
    });
    sent.once('error', () => {
      resolve();
    });
    sent.end();
  });
}
