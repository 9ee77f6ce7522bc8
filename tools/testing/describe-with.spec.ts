import { needPrograms } from './describe-with.ts';
import { tryProgram } from './program.ts';
import { workspacePath } from './workspace.ts';

interface JestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

describe('needPrograms()', () => {
  it.each([
    [['tar'], { found: true }],
    [['no-such-tar'], { found: false, reason: 'no-such-tar not installed' }],
    [['no-gzip', 'tar', 'no-tar'], { found: false, reason: 'no-gzip and no-tar not installed' }],
  ])('looks for %j', (commands, need) => {
    expect(needPrograms(...commands)).toMatchObject(need);
  });
});

describe('describeWith()', () => {
  /** Runs the tests of the fixture in a separate Jest. */
  function runFixture(environment: NodeJS.ProcessEnv) {
    const args = ['--config=tools/jest.config.cjs', '--reporters=default', '--json'];
    const fixture = '--testMatch=**/testing/describe-with.fixture.ts';
    const { stdout } = tryProgram('node_modules/.bin/jest', [...args, fixture], {
      cwd: workspacePath,
      env: { ...process.env, CI: undefined, ...environment },
    });
    const [file] = (JSON.parse(stdout) as JestReport).testResults;
    return file?.assertionResults.map(({ fullName, status, failureMessages }) => [
      status,
      fullName,
      failureMessages.map((message) => message.split('\n')[0]),
    ]);
  }

  it('skips tests that cannot run, with the reason in the name', () => {
    expect(runFixture({})).toEqual([
      ['passed', 'with an installed program runs', []],
      ['pending', 'with a missing program (no-such-tar not installed)', []],
    ]);
  });

  it('fails them in CI', () => {
    expect(runFixture({ CI: 'true' })).toEqual([
      ['passed', 'with an installed program runs', []],
      ['failed', 'with a missing program', ['Error: Cannot test in CI: no-such-tar not installed']],
    ]);
  });
});
