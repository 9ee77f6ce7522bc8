import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Fault } from '../host/faults/fault.ts';
import { sourcePath, TOOLS_FOLDER } from '../host/tools-folder.ts';
import type { Command } from '../rebuild/container/step.ts';
import { verifyProject } from '../rebuild/verify/verify-project.ts';
import { isImageName } from '../registry/image-name.ts';
import type { Subject } from './find-subject.ts';
import { readGivenCredentials } from './given-credentials.ts';
import type { Flags } from './parse-command-line.ts';
import type { CommandCall, Surroundings } from './surroundings.ts';

/** Folder of the executable in a copy, where a folder of the project may have its name. */
const OUTPUT = 'tscratch-verify';

/**
 * Builds executable and image of a program again, each time by `tscratch build` in a copy of its project, and compares.
 *
 * @throws {Fault} `VERIFY_PLACE` outside a project; those of `verifyProject`.
 */
export async function verifyProgram(
  call: CommandCall,
  subject: Subject,
  { machine, currentFolder, temporaryFolder, print }: Surroundings,
): Promise<void> {
  const { entry, flags } = call;
  const { root, folder } = subject;
  if (!existsSync(join(root, 'package.json')))
    throw new Fault('VERIFY_PLACE', { entry: entry ?? '.' });
  const name = flags.name ?? subject.name;
  const path = relative(root, resolve(currentFolder, entry ?? '.')) || '.';
  const { conditions = 'two', against } = flags;
  const commands = [planBuild(path, { root, name, flags })];
  const files = [join(OUTPUT, name), `${name}.tar`];
  const given = against && (isImageName(against) ? against : resolve(currentFolder, against));
  const credentials = readGivenCredentials(call);
  const project = { root, folder, include: flags.include, name };
  await verifyProject(
    { ...project, commands, files, conditions, against: given, credentials },
    { machine, temporaryFolder, report: print },
  );
}

interface Build {
  readonly root: string;
  readonly name: string;
  readonly flags: Flags;
}

function planBuild(path: string, { root, name, flags }: Build): Command {
  const { include, licences } = flags;
  return [
    'node',
    findMain(root),
    'build',
    path,
    '--image',
    `--output=${join(OUTPUT, name)}`,
    `--name=${name}`,
    ...(include === undefined ? [] : [`--include=${include.join(',')}`]),
    ...(licences === undefined ? [] : [`--licences=${licences}`]),
  ];
}

/**
 * Finds the program of the tools that a copy has, if they are among the packages that are copied: by their usual path,
 * which is the same in other commits, else where they are.
 */
function findMain(root: string): string {
  const main = sourcePath(import.meta.dirname, 'main');
  const usual = join('node_modules/@tscratch/tools', relative(TOOLS_FOLDER, main));
  const inRoot = relative(root, main);
  if (inRoot.startsWith('..')) return main;
  return existsSync(join(root, usual)) ? usual : inRoot;
}
