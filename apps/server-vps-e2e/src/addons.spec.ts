import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHostBinary } from '@tscratch/tools/testing/any-app/build-shapes';
import { bundleFixture } from '@tscratch/tools/testing/any-app/bundle-fixture';
import { compareAnswers } from '@tscratch/tools/testing/any-app/compare-answers';
import { readFixtures } from '@tscratch/tools/testing/any-app/fixture';
import { install } from '@tscratch/tools/testing/any-app/install';
import { startPlain } from '@tscratch/tools/testing/any-app/plain-fixture';
import { ask, serve, type Answer } from '@tscratch/tools/testing/any-app/serve';
import { startServer, stopServer } from '@tscratch/tools/testing/container';
import { describeWithEngine, inspect } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';

describeWithEngine('a program with argon2, bcrypt, better-sqlite3, libsql and sharp', (engine) => {
  const image = 'tscratch-e2e/addons';
  const folder = mkdtempSync(join(tmpdir(), 'addons-'));
  const fixture = readFixtures().find(({ name }) => name === 'addons');
  const requests = fixture?.requests ?? [];
  let expected: readonly Answer[];

  beforeAll(async () => {
    if (fixture === undefined) throw new Error('the fixture "addons" is missing');
    const installed = install(fixture);
    expected = await serve(startPlain(installed, fixture.entry), requests);
    const { path } = await bundleFixture(installed, fixture.entry);
    await buildHostBinary(folder, path);
    const archive = join(folder, 'root.tar');
    runProgram('tar', ['--create', '--file', archive, '--directory', folder, 'program']);
    runProgram(engine, ['import', archive, image]);
  }, 600_000); // npm compiles better-sqlite3, the first time

  afterAll(() => {
    runProgram(engine, ['rmi', image]);
    rmSync(folder, { recursive: true });
  });

  it('is the only file of a read-only container, and answers as under plain Node', async () => {
    const environment = { HOST: '0.0.0.0', PORT: '8080' };
    const server = await startServer(engine, { image, environment, command: '/program' });
    try {
      const found: Answer[] = [];
      const port = Number(new URL(server.url).port);
      for (const request of requests) found.push(await ask(port, request));
      expect(inspect(engine, server.id, '.HostConfig.ReadonlyRootfs')).toBe(true);
      expect(compareAnswers(requests, expected, found)).toBeUndefined();
    } finally {
      stopServer(engine, server);
      runProgram(engine, ['rm', '--force', '--volumes', server.id]);
    }
  }, 120_000);
});
