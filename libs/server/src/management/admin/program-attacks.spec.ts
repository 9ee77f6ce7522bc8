import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttackRow } from '../../../testing/attacks/attack-row.ts';
import { attackRows } from '../../../testing/attacks/attack-rows.ts';
import { renderAttack, statusOf } from '../../../testing/attacks/render-attack.ts';
import { sendBytes } from '../../../testing/conformance/send-bytes.ts';
import { startThreads, type ThreadsProgram } from '../../../testing/threads.ts';

const main = join(import.meta.dirname, '../../../testing/programs/program.fixture.ts');

/** Statuses of the rules of access; any other is that of the operation. */
const REJECTIONS = [401, 403, 404, 405, 413, 415, 431, undefined];

/** Replaces the resources of the table by those of a program; a heap dump of which thread is not said, so none is made. */
function onProgram(attack: AttackRow): AttackRow {
  const { line = 'GET /thing HTTP/1.1' } = attack;
  const swapped = line.replace(/\/(shutdown|heapdump)/, (path) =>
    path === '/shutdown' ? '/heapdump' : '/shutdown',
  );
  return {
    ...attack,
    line: swapped
      .replace('/things/', '/loggers/')
      .replace('/thing', '/loggers/http')
      .replace('/THING', '/LOGGERS/HTTP'),
  };
}

describe('the admin API of a program with three serving threads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'attacks-'));
  const path = join(folder, 'admin.sock');
  let running: ThreadsProgram;
  beforeAll(async () => {
    running = await startThreads(main, {
      ADMIN_SOCKET: path,
      ADMIN_DANGEROUS: 'heapdump',
      SERVING_THREADS: '3',
    });
  });
  afterAll(async () => {
    running.program.kill('SIGKILL');
    await once(running.program, 'close');
    rmSync(folder, { recursive: true });
  });

  it.each(attackRows)('withstands $name', async (attack) => {
    const answer = await sendBytes({ path }, renderAttack(onProgram(attack), 80), 'then wait');
    // The routes of the program refuse a parameter that they do not know.
    const expected = attack.line?.includes('?access_token') ? 400 : attack.expected[1];
    if (expected === 204) expect(REJECTIONS).not.toContain(statusOf(answer));
    else expect(statusOf(answer)).toBe(expected);
    expect(answer).not.toMatch(/access-control|evil/i);
  });

  it('serves on', async () => {
    expect((await fetch(running.origin)).status).toBe(200);
    expect(running.log().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
});
