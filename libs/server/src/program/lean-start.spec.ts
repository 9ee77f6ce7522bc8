import { join } from 'node:path';
import { ended, listening, startProgram } from '../../testing/start-program.ts';

const main = join(import.meta.dirname, '../../testing/programs/loaded.fixture.ts');

/** What a start without need does not load: it would take a third of its time. */
const HEAVY = ['node:crypto', 'node:fs/promises', '/express/', '/src/files/'];

/** What only operators need, and this server has no listener for them. */
const FOR_OPERATORS = ['node:perf_hooks', 'node:v8', '/start-management.ts'];

/** What only FILES_RULES needs. */
const FOR_RULES = ['/follow-rules.ts', '/parse-headers.ts', '/parse-redirects.ts'];

/** What only a program with `upgrades` needs. */
const FOR_UPGRADES = ['/http/upgrade'];

/** What only COMPRESSION and FILES_COMPRESSION need. */
const FOR_COMPRESSION = ['/compress-answers.ts', '/create-compressors.ts'];
const FOR_FILES_COMPRESSION = '/compress-file.ts';

/** What only HTTP2 needs. */
const FOR_HTTP2 = ['node:http2', '/http/http2/', '/stream-surfaces.ts', '/answer-surfaces.ts'];

/** Returns what a server has loaded of all of them. */
async function heavyIn(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const program = startProgram(main, { env });
  await listening(program);
  program.kill('SIGTERM');
  const { stderr } = await ended(program);
  expect(stderr).toContain('node:http\n');
  const parts = [
    ...HEAVY,
    ...FOR_OPERATORS,
    ...FOR_RULES,
    ...FOR_UPGRADES,
    ...FOR_COMPRESSION,
    ...FOR_HTTP2,
    FOR_FILES_COMPRESSION,
  ];
  return parts.filter((part) => stderr.includes(part));
}

describe('the start of a server', () => {
  it('loads neither Express nor what only files, operators or upgrades need', async () => {
    expect(await heavyIn({})).toEqual([]);
  });

  it('loads both for a directory', async () => {
    expect(await heavyIn({ FILES_ROOT: import.meta.dirname })).toEqual(HEAVY);
  });

  it('loads the rules of a site only if they are on', async () => {
    const env = { FILES_ROOT: import.meta.dirname, FILES_RULES: 'true' };
    expect(await heavyIn(env)).toEqual([...HEAVY, ...FOR_RULES]);
  });

  it('loads the compression of answers only if it is on', async () => {
    expect(await heavyIn({ COMPRESSION: 'on' })).toEqual(FOR_COMPRESSION);
    const files = { FILES_ROOT: import.meta.dirname, FILES_COMPRESSION: 'on' };
    expect(await heavyIn(files)).toEqual([...HEAVY, FOR_FILES_COMPRESSION]);
  });

  it('loads Express for spans, which describe a request by what Express knows of it', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
    expect(await heavyIn(env)).toContain('/express/');
  });
});
