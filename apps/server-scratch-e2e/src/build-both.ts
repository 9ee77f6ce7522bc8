import { join } from 'node:path';
import { runNx, workspacePath } from '@tscratch/tools/testing/workspace';

/**
 * Builds the image for both processors beside the one for this machine's, which other tests take.
 *
 * @returns Its folder.
 */
export function buildBoth(): string {
  const path = 'dist/apps/server-scratch-e2e/both';
  // The order is not the one of the result.
  runNx(['build', 'server-scratch', '--arch=arm64,x64', `--outputPath=${path}`]);
  return join(workspacePath, path);
}
