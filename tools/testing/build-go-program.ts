import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, it } from '@jest/globals';
import { tryProgram } from './program.ts';

/**
 * Declares tests with a program that is built from a Go module, below this folder, and passes them its path. Debian 12
 * has an older Go than the modules need, so without another one the tests are skipped, in CI, too.
 */
export function describeWithGoProgram(
  module: string,
  name: string,
  tests: (path: string) => void,
): void {
  const built = build(module);
  if ('reason' in built) {
    it.skip(`${name} (${built.reason})`, () => undefined);
    return;
  }
  describe(name, () => {
    afterAll(() => {
      rmSync(dirname(built.path), { recursive: true });
    });
    tests(built.path);
  });
}

function build(module: string): { readonly path: string } | { readonly reason: string } {
  if (tryProgram('go', ['version']).exitCode !== 0) return { reason: 'go is not on PATH' };
  const path = join(mkdtempSync(join(tmpdir(), 'go-')), module);
  const options = { cwd: join(import.meta.dirname, module), timeout: 60_000 };
  const { exitCode } = tryProgram('go', ['build', '-o', path, '.'], options);
  return exitCode === 0 ? { path } : { reason: 'its Go module cannot be built' };
}
