import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';

/** Where `nx build server-scratch` writes. */
export const outputPath = join(workspacePath, 'dist/apps/server-scratch');
export const archivePath = join(outputPath, 'image.tar');
