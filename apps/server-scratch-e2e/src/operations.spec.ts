import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, waitUntilReady } from '@tscratch/tools/testing/container';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { loadImage } from './load-image.ts';

const page = readFileSync(join(workspacePath, 'docs/operations.md'), 'utf8');
const commands = [...page.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command);

describeWithEngine('docs/operations.md', (engine) => {
  let id: string;
  const folder = mkdtempSync(join(tmpdir(), 'operations-'));

  beforeAll(async () => {
    const flags = ['--env=SERVING_THREADS=3']; // with one thread, `?thread=2` is refused
    const server = await startServer(engine, { image: loadImage(engine), flags });
    ({ id } = server);
    await waitUntilReady(`${server.opsUrl}/readyz`); // it accepts requests shortly before
  });
  afterAll(() => {
    runProgram(engine, ['rm', '--force', '--volumes', id]);
    rmSync(folder, { recursive: true });
  });

  // Readers of the page type into a shell of their host: it handles the quotes and redirections.
  it.each(commands)(
    '%s',
    (command) => {
      const line = command.replace(/^docker exec web /, `${engine} exec ${id} `);
      expect(line).not.toBe(command);
      const { exitCode, stderr } = tryProgram('sh', ['-c', line], { cwd: folder });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    },
    30_000,
  );

  it('writes profiles that contain samples', () => {
    expect(readdirSync(folder).toSorted()).toEqual([
      'server.cpuprofile',
      'server.heapprofile',
      'thread-2.cpuprofile',
    ]);
    const profile = readFileSync(join(folder, 'server.cpuprofile'), 'utf8');
    const { samples } = JSON.parse(profile) as { samples: readonly number[] };
    expect(samples.length).toBeGreaterThan(0);
  });
});
