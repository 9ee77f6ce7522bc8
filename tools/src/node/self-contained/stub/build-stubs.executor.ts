import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { logger } from '../../../host/logger.ts';
import { MACHINES } from '../../../formats/elf/elf.ts';
import { Fault } from '../../../host/faults/fault.ts';
import { fixEnvironment } from '../../../host/fix-environment.ts';
import { runPrograms } from '../../../host/run-programs.ts';
import { planStubBuild, stubFile } from './build-stub.ts';

/** `nx run tools:build-stubs`: compiles the stub for all machines, next to its source. */
export default function buildStubs(
  _options: object,
  { root }: ExecutorContext,
): Promise<{ success: boolean }> {
  const sourceFolder = join(root, 'tools/src/node/self-contained/stub');
  try {
    const env = fixEnvironment(process.env);
    for (const machine of MACHINES.values()) {
      const output = join(sourceFolder, stubFile(machine));
      runPrograms(planStubBuild({ machine, sourceFolder, output }), env);
    }
    return Promise.resolve({ success: true });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    logger.error(error.message);
    return Promise.resolve({ success: false });
  }
}
