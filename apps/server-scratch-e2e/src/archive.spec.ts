import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { runProgram } from '@tscratch/tools/testing/program';
import { runNx } from '@tscratch/tools/testing/workspace';
import { copyWorkspace } from './copy-workspace.ts';
import { archivePath, outputPath } from './workspace.ts';

const digest = readFileSync(join(outputPath, 'image.digest'), 'utf8').trim();

describeWith(needPrograms('skopeo'), 'image.tar as an OCI archive', () => {
  it('is read by skopeo, and has the digest of image.digest', () => {
    const output = runProgram('skopeo', ['inspect', `oci-archive:${archivePath}`]);
    expect(JSON.parse(output)).toMatchObject({ Digest: digest, Os: 'linux' });
  });
});

describe('image.tar built again', () => {
  it('has the same digest in another folder, time zone and locale, under another umask', () => {
    const umask = process.umask(0o077);
    const copy = copyWorkspace('a workspace of another name');
    try {
      const environment = { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8' };
      runNx(['build', 'server-scratch', '--skipNxCache'], { cwd: copy.path, environment });
      const again = readFileSync(join(copy.path, 'dist/apps/server-scratch/image.digest'), 'utf8');
      expect(again.trim()).toBe(digest);
    } finally {
      process.umask(umask);
      copy.remove();
    }
  });
});
