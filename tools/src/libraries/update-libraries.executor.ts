import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutorContext, logger } from '@nx/devkit';
import { Fault } from '../fault/fault.ts';
import { fixEnvironment } from '../program/fix-environment.ts';
import { writeLibraries } from './write-libraries.ts';

/** `nx run tools:update-libraries`: renews `tools/libraries` on Debian, or in a container of it. */
export default async function updateLibraries(
  _options: object,
  { root }: ExecutorContext,
): Promise<{ success: boolean }> {
  const workFolder = await mkdtemp(join(tmpdir(), 'libraries-'));
  try {
    const osRelease = await readFile('/etc/os-release', 'utf8');
    const env = fixEnvironment(process.env);
    writeLibraries({ target: join(root, 'tools/libraries'), workFolder, osRelease, env });
    return { success: true };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    logger.error(error.message);
    return { success: false };
  } finally {
    await rm(workFolder, { recursive: true });
  }
}
