import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runNx } from '@tscratch/tools/testing/workspace';
import { readPackageFile } from './workspace.ts';

describeWithEngine('nx run server-vps:package', () => {
  it(
    'gives in the pinned container the bytes that this host gave',
    () => {
      const onHost = readPackageFile('SHA256SUMS').toString();
      runNx(['run', 'server-vps:package']);
      expect(readPackageFile('SHA256SUMS').toString()).toBe(onHost);
    },
    10 * 60_000, // the first run makes the image and installs every dependency
  );
});
