import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sendBytes } from '../../../testing/conformance/send-bytes.ts';
import { ended, startProgram, type ProgramProcess } from '../../../testing/start-program.ts';

const mainPath = join(import.meta.dirname, '../../../../../apps/server-vps/src/main.ts');
const CANARY = 'canary'.padEnd(43, '0');

/** Paths to check in addition to the ones listed at /. */
const PATHS = [
  '/',
  '/config',
  '/settings',
  '/info',
  '/audit',
  '/logs/recent',
  '/exchanges',
  '/vars',
];

let directory: string;
let program: ProgramProcess;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterAll(() => {
  program.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

function writeSecret(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, { mode: 0o400 });
  return path;
}

/** Returns all paths that are listed in a page, with their names filled in; streams end after a second. */
function pathsIn(page: string): readonly string[] {
  const found = [...page.matchAll(/"(?:GET )?(\/[\w/{}.-]*)"/g)].map(([, path = '']) =>
    path.replaceAll(/\{\w+\}/g, 'ROOT'),
  );
  return [...new Set([...PATHS, ...found])].map((path) => `${path}?seconds=1`);
}

it('shows no secret at any path, in the log or in the audit log', async () => {
  const socketPath = join(directory, 'admin.sock');
  program = startProgram(mainPath, {
    env: {
      ADMIN_SOCKET: socketPath,
      ADMIN_PORT: '0',
      ADMIN_TOKEN_FILE: writeSecret('a', CANARY),
      ADMIN_READ_TOKEN_FILE: writeSecret('b', `${CANARY}1`),
      OPS_PORT: '0',
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${CANARY}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      LOG_LEVEL: 'trace',
    },
  });
  const ports: Record<string, number> = {};
  let log = '';
  for await (const line of createInterface({ input: program.stdout })) {
    log += line;
    const {
      msg,
      listener = 'http',
      address,
    } = JSON.parse(line) as Record<string, string & { port?: number }>;
    if (msg === 'listening' && address?.port !== undefined) ports[listener] = address.port;
    if (Object.keys(ports).length === 3 && log.includes(socketPath)) break;
  }
  const rest = ended(program);
  const headers = { authorization: `Bearer ${CANARY}`, cookie: `a=${CANARY}` };
  await fetch(`http://127.0.0.1:${ports['http']}/`, { headers });
  const overSocket = (path: string): Promise<string> =>
    sendBytes(
      { path: socketPath },
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      'then wait',
    );
  const ofPaths: string[] = [];
  // One by one, because a listener accepts at most 64 connections.
  for (const path of pathsIn(await overSocket('/'))) ofPaths.push(await overSocket(path));
  expect(ofPaths.every((answer) => answer.startsWith('HTTP/1.1 '))).toBe(true);
  const answers = await Promise.all([
    ...['/metrics', '/livez?verbose', '/readyz?verbose'].map(async (path) =>
      (await fetch(`http://127.0.0.1:${ports['ops']}${path}`)).text(),
    ),
    ...['/config', '/nothing', `/audit?token=${CANARY}`].map(async (path) =>
      (await fetch(`http://127.0.0.1:${ports['admin']}${path}`, { headers })).text(),
    ),
    ...['POST', 'GET'].map(async (method) =>
      (await fetch(`http://127.0.0.1:${ports['admin']}/audit?token=${CANARY}`, { method })).text(),
    ),
    overSocket('/audit'),
  ]);
  expect([...ofPaths, ...answers].join('')).not.toContain('canary');
  program.kill('SIGTERM');
  const { stdout, stderr } = await rest;
  log += stdout;
  expect(log).toContain('"logger":"audit"');
  expect(log + stderr).not.toContain('canary');
}, 40_000);
