/** A client at the moment at which the server begins to drain. */
export interface DrainRow {
  readonly name: string;
  /** What it has sent. */
  readonly bytes: string;
  /** Whether its connection is still open at the deadline, and is cut. */
  readonly isCut: boolean;
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;

/** Clients of the app in attacks/attack-routes.ts. They send nothing more, and read nothing of a large answer. */
export const drainRows: readonly DrainRow[] = [
  { name: 'has sent nothing', bytes: '', isCut: false },
  { name: 'is kept alive', bytes: get('/nothing'), isCut: false },
  { name: 'waits for an answer that comes in time', bytes: get('/late'), isCut: false },
  { name: 'has sent half a head', bytes: 'GET / HTTP/1.1\r\nHos', isCut: true },
  {
    name: 'sends a body that never ends',
    bytes: 'POST /read HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nx',
    isCut: true,
  },
  { name: 'does not read its answer', bytes: get('/large'), isCut: true },
  { name: 'does not read a stream', bytes: get('/endless'), isCut: true },
  { name: 'waits for an answer that never comes', bytes: get('/wait'), isCut: true },
];
