import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFixtures } from '@tscratch/tools/testing/any-app/fixture';
import { tryFixture } from '@tscratch/tools/testing/any-app/try-fixture';
import { describeWith } from '@tscratch/tools/testing/describe-with';
import { tryProgram } from '@tscratch/tools/testing/program';

const core = readFixtures().filter((fixture) => fixture.core);

const canMount = {
  found: tryProgram('unshare', ['--mount', 'true']).exitCode === 0,
  reason: 'needs root, to mount /proc in the tree of an image',
};

describeWith(canMount, 'a server on the packages of others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'any-app-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is tried with fourteen of them', () => {
    expect(core.length).toBe(14);
  });

  it.each(core)(
    'on $title answers as binary and as image as under plain Node, with the same bytes in two builds',
    async (fixture) => {
      const { outcome } = await tryFixture(fixture, folder);
      expect(outcome).toEqual({ kind: 'same' });
      rmSync(join(folder, fixture.name), { recursive: true }); // 300 MB
    },
    120_000,
  );
});
