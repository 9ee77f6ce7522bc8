import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { binaryPath } from './workspace.ts';

const MAX_SIZE_BYTES = 97_000_000;

describe('the file that `nx build server-vps` writes', () => {
  it(`has at most ${MAX_SIZE_BYTES} bytes`, () => {
    expect(statSync(binaryPath).size).toBeLessThanOrEqual(MAX_SIZE_BYTES);
  });

  describeWith(needPrograms('file'), 'for file(1)', () => {
    it('is a statically linked executable', () => {
      const kind = runProgram('file', ['--brief', binaryPath]);
      expect(kind).toMatch(/^ELF 64-bit LSB executable, .*, statically linked, /);
    });
  });

  describeWith(needPrograms('ldd'), 'for ldd(1)', () => {
    it('is not a dynamic executable', () => {
      expect(tryProgram('ldd', [binaryPath])).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: '\tnot a dynamic executable\n',
      });
    });
  });

  describeWith(needPrograms('readelf', 'strip'), 'for readelf(1) and strip(1)', () => {
    it.each(['--file-header', '--segments', '--sections', '--notes'])(
      'has nothing wrong in its %s',
      (part) => {
        const { exitCode, stdout, stderr } = tryProgram('readelf', [part, '--wide', binaryPath]);
        expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
        expect(stdout).not.toMatch(/warning|error/i);
      },
    );

    it('runs after strip(1)', () => {
      const folder = mkdtempSync(join(tmpdir(), 'stripped-'));
      const stripped = join(folder, 'server-vps');
      try {
        expect(tryProgram('strip', ['-o', stripped, binaryPath])).toEqual({
          exitCode: 0,
          stdout: '',
          stderr: '',
        });
        expect(runProgram(stripped, ['--help'])).toBe(runProgram(binaryPath, ['--help']));
        expect(runProgram(stripped, ['sbom'])).toBe(runProgram(binaryPath, ['sbom']));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('requests no interpreter, and no page that is both writable and executable', () => {
      const segments = runProgram('readelf', ['--segments', '--wide', binaryPath]);
      expect(segments).toMatch(/^ +LOAD /m);
      expect(segments).not.toMatch(/^ +(INTERP|DYNAMIC) /m);
      expect(segments).not.toMatch(/^ +\w+ .* RWE /m);
    });
  });
});
