import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseAppFile } from '../../formats/app-file/parse-app-file.ts';
import { describeUnreadable } from './describe-unreadable.ts';

const PATH = '/app/server.app';

const failed = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('describeUnreadable()', () => {
  it.each([
    ['ENOENT', 66, 'put the app file there'],
    ['EACCES', 66, 'let this user read it'],
    ['EMFILE', 71, 'raise the limit of open files of the process (ulimit -n)'],
    ['ENFILE', 71, 'raise the limit of open files of the system (sysctl fs.file-max)'],
    ['EIO', 66, 'check this path'],
  ])('names the remedy for %s', (code, exitCode, remedy) => {
    expect(describeUnreadable(PATH, Object.assign(new Error(), { code }))).toEqual({
      exitCode,
      sentence: `Cannot read "/app/server.app": ${code}; ${remedy}`,
    });
  });

  it('describes what a read and a parser throw', () => {
    const ofRead = failed(() => readFileSync(tmpdir()));
    const ofParser = failed(() => parseAppFile(Buffer.from('damaged')));
    expect(describeUnreadable(PATH, ofRead)).toEqual({
      exitCode: 66,
      sentence: 'Cannot read "/app/server.app": EISDIR; check this path',
    });
    expect(describeUnreadable(PATH, ofParser)).toMatchObject({
      exitCode: 65,
      sentence: expect.stringMatching(
        /^Cannot run "\/app\/server\.app": .+; install the program again$/,
      ) as string,
    });
  });
});
