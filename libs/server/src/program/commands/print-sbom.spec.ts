import type { World } from '../../world/world.ts';
import { createTestWorld } from '../../../testing/test-world.ts';
import { printSbom } from './print-sbom.ts';

function errorOf(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('printSbom()', () => {
  const built = createTestWorld({ sbom: '{ "bomFormat": "CycloneDX" }\n' });
  const losing = (code: string): World => ({
    ...built,
    stdout: { write: (_, onWritten) => onWritten?.(errorOf(code)) },
  });

  it('prints it unchanged', async () => {
    await printSbom(built);
    expect(built.written.stdout()).toBe('{ "bomFormat": "CycloneDX" }\n');
  });

  it('succeeds if the reader has closed its output', async () => {
    await expect(printSbom(losing('EPIPE'))).resolves.toBeUndefined();
  });

  const unreadable = () => {
    throw errorOf('EACCES');
  };
  it.each<[string, Partial<World>, number, string]>([
    [
      'from source',
      { isBuilt: false, readSbom: () => undefined },
      66,
      'Cannot print the SBOM: this program runs from source and has none; build it, and run the built program',
    ],
    [
      'where there is none',
      { readSbom: () => undefined },
      66,
      'Cannot print the SBOM: expected it in the program or as sbom.cdx.json next to the app file; install the complete release',
    ],
    [
      'where it may not be read',
      { readSbom: unreadable },
      66,
      'Cannot read sbom.cdx.json next to the app file: EACCES; let this user read it',
    ],
    [
      'on a full disk',
      { stdout: losing('ENOSPC').stdout },
      74,
      'Cannot write to standard output: ENOSPC; the output is incomplete; free some space and retry',
    ],
  ])('fails %s', async (_, change, exitCode, message) => {
    await expect(printSbom({ ...built, ...change })).rejects.toMatchObject({ exitCode, message });
  });
});
