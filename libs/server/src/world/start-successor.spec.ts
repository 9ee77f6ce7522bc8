import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const subject = join(import.meta.dirname, 'node-world.ts');

/** O_NONBLOCK of open(2), as in the flags of proc(5) fdinfo. */
const NONBLOCK = 0o4000;

// The first process starts itself again, and both say how their stdout is opened.
const script = `
import { readFileSync } from 'node:fs';
import { nodeWorld } from ${JSON.stringify(subject)};
const flags = () => Number.parseInt(/flags:\\s*(\\d+)/.exec(readFileSync('/proc/self/fdinfo/1', 'utf8'))[1], 8);
const say = (facts) => process.stdout.write(JSON.stringify(facts) + '\\n');
const world = nodeWorld(process);
if (process.env.SECOND === undefined) {
  process.stdout.write('');
  const successor = await world.startSuccessor({ fds: [], env: { SECOND: 'yes' } });
  say({ isNonblocking: (flags() & ${NONBLOCK}) !== 0, pid: successor.pid });
  let received = '';
  successor.onReport((text) => (received += text));
  const timer = setInterval(() => undefined, 60_000); // the successor does not keep this process alive
  const how = await successor.ended;
  clearInterval(timer);
  say({ how, received });
} else {
  const { writeSync } = await import('node:fs');
  writeSync(3, 'READY=1\\n');
  say({ argv: process.argv.slice(2), pid: process.pid });
  process.exitCode = 7;
}
`;

describe('startSuccessor()', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'successor-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('starts the program with its arguments, and leaves its stdout non-blocking', async () => {
    const main = join(directory, 'main.mts');
    writeFileSync(main, script);
    const program = spawn(process.execPath, [main, 'one', '--two'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await Promise.all([text(program.stdout), once(program, 'exit')]);
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const second = lines.find(({ argv }) => argv !== undefined);
    expect(second?.['argv']).toEqual(['one', '--two']);
    expect(lines).toContainEqual({ isNonblocking: true, pid: second?.['pid'] });
    expect(lines).toContainEqual({ how: 'status 7', received: 'READY=1\n' });
  });
});
