import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';

/** Where `nx build server-scratch` writes. */
export const outputPath = join(workspacePath, 'dist/apps/server-scratch');
export const archivePath = join(outputPath, 'image.tar');

/** Where `nx run server-scratch-e2e:both` writes the image for two processors. */
export const bothPath = join(workspacePath, 'dist/apps/server-scratch-e2e/both');

/** Where `nx run server-scratch-e2e:zstd` writes the image with zstd layers, separate from all others. */
export const zstdPath = join(workspacePath, 'dist/apps/server-scratch-e2e/zstd/image');

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

/** What `nx run server-scratch:sbom` writes for the processor of this machine. */
export const sbomPath = join(outputPath, 'sbom', architecture);
