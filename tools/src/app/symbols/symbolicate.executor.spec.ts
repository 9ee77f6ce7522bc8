import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logger } from '../../host/logger.ts';
import { BundledProgram } from './program.fixture.ts';
import symbolicate from './symbolicate.executor.ts';

const program = new BundledProgram();
const context = {
  root: program.folder,
  projectName: 'api',
  projectsConfigurations: { version: 2, projects: { api: { root: 'apps/api' } } },
};

beforeAll(async () => {
  await program.build();
  writeFileSync(join(program.folder, 'stack.txt'), program.run([], 0));
});
afterAll(() => {
  program.remove();
});

describe('the target symbolicate', () => {
  const given = { mapPath: 'dist/main.cjs.map', input: 'stack.txt' };

  it('maps a file to a file, both relative to the workspace', async () => {
    const options = { ...given, program: program.path, output: 'mapped.txt' };
    expect(await symbolicate(options, context)).toEqual({ success: true, exitCode: 0 });
    expect(readFileSync(join(program.folder, 'mapped.txt'), 'utf8')).toContain(
      '    at fail (src/fail.ts:5:9)\n',
    );
  });

  it('fails by one sentence for the map of another program', async () => {
    const sentences: string[] = [];
    const report = jest.spyOn(logger, 'error').mockImplementation((line) => {
      sentences.push(line);
    });
    const other = `sha256:${'ab'.repeat(32)}`;
    const outcome = await symbolicate({ ...given, program: other }, context);
    report.mockRestore();
    expect(outcome).toEqual({ success: false, exitCode: 65 });
    expect(sentences).toEqual([
      expect.stringMatching(/^Cannot use the source map ".*main\.cjs\.map"/),
    ]);
  });
});
