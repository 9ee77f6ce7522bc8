import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { binaryPath, findArchive, packagePath, readPackageFile } from '../workspace.ts';
import type { Facts } from './find-mistakes.ts';

const readOutput = (name: string): Buffer =>
  readFileSync(join(workspacePath, 'dist/apps/server-vps', name));

/** Reads the facts that a job must agree with from the built program, its archive and its documents. */
export function readFacts(): Facts {
  const digestOf = (bytes: Buffer): string =>
    `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const listing = runProgram('tar', ['--list', `--file=${findArchive()}`], { cwd: packagePath });
  return {
    defaults: readDefaults(),
    secrets: readSecrets(),
    opsPaths: ['/livez', '/readyz', '/startupz', '/metrics'],
    members: listing.split('\n'),
    adminPaths: readAdminPaths(),
    imageName: readImageName(),
    digests: {
      archive: digestOf(readPackageFile(findArchive())),
      image: readOutput('image.digest').toString().trim(),
      imageFile: digestOf(readOutput('image.tar')),
    },
  };
}

function readDefaults(): ReadonlyMap<string, string> {
  const lines = runProgram(binaryPath, ['config'], { env: {} }).split('\n');
  const settings = lines.map((line) => /^(\w+)=(.*?) {2}# default$/.exec(line) ?? []);
  return new Map(settings.map(([, name = '', value = '']) => [name, value]));
}

/** docs/admin.md is rendered from the table of routes. */
function readAdminPaths(): readonly string[] {
  const text = readFileSync(join(workspacePath, 'docs/admin.md'), 'utf8');
  return [...text.matchAll(/^- `GET (\/[^`{]*)` /gm)].map(([, path = '']) => path);
}

function readImageName(): string {
  const path = join(workspacePath, 'dist/apps/server-vps/image.tar');
  const text = runProgram('tar', ['--extract', '--to-stdout', `--file=${path}`, 'manifest.json']);
  const [image] = JSON.parse(text) as readonly { readonly RepoTags: readonly string[] }[];
  return image?.RepoTags[0] ?? '';
}

/** docs/settings.md is rendered from the declarations, and names the file of each secret. */
function readSecrets(): readonly string[] {
  const text = readFileSync(join(workspacePath, 'docs/settings.md'), 'utf8');
  const names = [...text.matchAll(/from the file ([a-z-]+) in \$CREDENTIALS/g)];
  return names.map(([, name = '']) => name).toSorted();
}
