import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { binaryPath, findArchive, packagePath, readPackageFile } from '../workspace.ts';
import type { Facts } from './find-mistakes.ts';

const digestPath = join(workspacePath, 'dist/apps/server-vps/image.digest');

/** Reads the facts that a job must agree with from the built program, its archive and its documents. */
export function readFacts(): Facts {
  const archive = createHash('sha256').update(readPackageFile(findArchive())).digest('hex');
  const image = readFileSync(digestPath, 'utf8').trim();
  const listing = runProgram('tar', ['--list', `--file=${findArchive()}`], { cwd: packagePath });
  return {
    defaults: readDefaults(),
    secrets: readSecrets(),
    opsPaths: ['/livez', '/readyz', '/startupz', '/metrics'],
    members: listing.split('\n'),
    digests: { archive: `sha256:${archive}`, image },
  };
}

function readDefaults(): ReadonlyMap<string, string> {
  const lines = runProgram(binaryPath, ['config'], { env: {} }).split('\n');
  const settings = lines.map((line) => /^(\w+)=(.*?) {2}# default$/.exec(line) ?? []);
  return new Map(settings.map(([, name = '', value = '']) => [name, value]));
}

/** docs/settings.md is rendered from the declarations, and names the file of each secret. */
function readSecrets(): readonly string[] {
  const text = readFileSync(join(workspacePath, 'docs/settings.md'), 'utf8');
  const names = [...text.matchAll(/from the file ([a-z-]+) in \$CREDENTIALS/g)];
  return names.map(([, name = '']) => name).toSorted();
}
