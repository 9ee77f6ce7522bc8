import { chmodSync, chownSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { findArchive, packagePath } from '../workspace.ts';
import type { Job } from './job.ts';

/** A secret for tests. */
const TOKEN = 'tscratch'.repeat(8);

/**
 * Makes the directory of a task like Nomad: the archive in local/, the templates in secrets/, which
 * everyone may write to and nobody outside the task can reach.
 *
 * @see https://developer.hashicorp.com/nomad/docs/concepts/filesystem
 */
export function makeTaskFolder({ artifact, secretFile }: Job): string {
  const folder = mkdtempSync(join(tmpdir(), 'allocation-'));
  chmodSync(folder, 0o755); // mkdtemp(3) makes it 0700
  for (const name of ['local', 'secrets']) {
    mkdirSync(join(folder, name));
    chmodSync(join(folder, name), 0o777);
  }
  if (artifact !== undefined) unpackArchive(join(folder, String(artifact['destination'])));
  const token = join(folder, secretFile.destination.replace('${template.value}', 'admin-token'));
  writeFileSync(token, TOKEN, { mode: Number.parseInt(secretFile.perms, 8) });
  if (process.getuid?.() === 0) chownSync(token, secretFile.uid, secretFile.gid);
  return folder;
}

function unpackArchive(folder: string): void {
  const archive = join(packagePath, findArchive());
  runProgram('tar', ['--extract', '--no-same-owner', `--file=${archive}`], { cwd: folder });
}

/** Fills in the values that Nomad knows after it has placed a task. */
export function fillIn(
  env: Readonly<Record<string, string>>,
  known: Readonly<Record<string, string>>,
): Record<string, string> {
  const fill = (text: string) =>
    text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => known[name] ?? '');
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)]));
}
