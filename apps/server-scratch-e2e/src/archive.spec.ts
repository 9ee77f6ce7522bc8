import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { runProgram } from '@tscratch/tools/testing/program';
import { runNx } from '@tscratch/tools/testing/workspace';
import { copyWorkspace, type WorkspaceCopy } from '@tscratch/tools/testing/copy-workspace';
import { readLayers } from './read-image.ts';
import { archivePath, outputPath } from './workspace.ts';

const digest = readFileSync(join(outputPath, 'image.digest'), 'utf8').trim();

describeWith(needPrograms('skopeo'), 'image.tar as an OCI archive', () => {
  it('can be read by skopeo, and has the digest in image.digest', () => {
    const output = runProgram('skopeo', ['inspect', `oci-archive:${archivePath}`]);
    expect(JSON.parse(output)).toMatchObject({ Digest: digest, Os: 'linux' });
  });
});

describe('image.tar built again', () => {
  let copy: WorkspaceCopy;
  const build = (environment: Readonly<Record<string, string>> = {}) => {
    runNx(['build', 'server-scratch', '--skipNxCache'], { cwd: copy.path, environment });
    return join(copy.path, 'dist/apps/server-scratch');
  };
  beforeAll(() => {
    copy = copyWorkspace('a workspace of another name');
  });
  afterAll(() => {
    copy.remove();
  });

  it('has the same digest in another folder, time zone and locale, under another umask', () => {
    const umask = process.umask(0o077);
    try {
      const path = build({ TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8' });
      expect(readFileSync(join(path, 'image.digest'), 'utf8').trim()).toBe(digest);
    } finally {
      process.umask(umask);
    }
  });

  it('differs only in the app layer when one line of the app has changed', () => {
    const path = join(copy.path, 'apps/server-scratch/src/main.ts');
    const main = readFileSync(path, 'utf8');
    const changed = main.replace("name: 'server-scratch'", "name: 'server-changed'");
    expect(changed).not.toBe(main);
    writeFileSync(path, changed);
    const [runtime, app] = readLayers(archivePath);
    const [runtimeAfter, appAfter] = readLayers(join(build(), 'image.tar'));
    expect(runtimeAfter).toEqual(runtime);
    expect(appAfter?.digest).not.toBe(app?.digest);
  });
});
