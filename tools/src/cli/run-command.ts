import { cpSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { findOneProcessor, findProcessor } from '../formats/processor.ts';
import { readConfiguration } from '../host/configuration/read-configuration.ts';
import { logger } from '../host/logger.ts';
import { sourcePath } from '../host/tools-folder.ts';
import { runOnPinnedNode } from '../node/run-on-pinned-node.ts';
import { SBOM } from '../attestation/sbom/read-sbom.ts';
import {
  buildProgramBinary,
  buildProgramImage,
  buildProgramPackage,
  withProgram,
} from './build-program.ts';
import { findSubject, type Subject } from './find-subject.ts';
import { copyOutput, prepareOutput } from './output.ts';
import type { Flags } from './parse-command-line.ts';
import { writeNode, writeNodeImage } from './write-node.ts';

/** What the commands use of the machine. */
export interface Surroundings {
  readonly machine: NodeJS.Process;
  readonly currentFolder: string;
  readonly temporaryFolder: string;
  /** Writes a line to standard output. */
  readonly print: (text: string) => void;
}

export interface CommandCall {
  readonly command: string;
  readonly entry: string | undefined;
  readonly flags: Flags;
  /** All arguments, for another Node. */
  readonly args: readonly string[];
}

/**
 * Runs a command on the pinned Node.
 *
 * @returns The exit code.
 * @throws {Fault} those of its steps.
 */
export async function runCommand(call: CommandCall, around: Surroundings): Promise<number> {
  const { command, entry, flags } = call;
  const needsProgram = command !== 'node' && flags.runtimeOnly !== true;
  const subject = needsProgram ? findSubject(entry, around.currentFolder) : undefined;
  const root = subject?.root ?? around.currentFolder;
  const main = { path: sourcePath(import.meta.dirname, 'main'), args: call.args };
  const status = await runOnPinnedNode(root, main, around.machine);
  if (status !== undefined) return status;
  if (subject === undefined) runWithoutProgram(call, around);
  else await runWithProgram(call, subject, around);
  return 0;
}

function runWithoutProgram(
  { command, flags }: CommandCall,
  { machine, currentFolder, temporaryFolder, print }: Surroundings,
): void {
  const place = { root: currentFolder, machine, temporaryFolder };
  const processors = (flags.arch ?? [machine.arch]).map(findProcessor);
  const isImage = command === 'image';
  const path = resolve(currentFolder, flags.output ?? (isImage ? 'node.tar' : 'node'));
  prepareOutput(path, 'file');
  if (isImage) writeNodeImage(path, { processors, reference: flags.reference }, place);
  else for (const processor of processors) writeNode(path, processor, place);
  print(path);
}

/** What the default names of outputs end with. */
const SUFFIXES: Readonly<Record<string, string>> = {
  image: '.tar',
  package: '-package',
  sbom: '.cdx.json',
};

async function runWithProgram(
  { command, flags }: CommandCall,
  subject: Subject,
  { machine, currentFolder, temporaryFolder, print }: Surroundings,
): Promise<void> {
  const named = { ...subject, name: flags.name ?? subject.name };
  const output = resolve(currentFolder, flags.output ?? `${named.name}${SUFFIXES[command] ?? ''}`);
  if (command !== 'plan') prepareOutput(output, command === 'package' ? 'folder' : 'file');
  await withProgram(named, { flags, temporaryFolder }, async (program) => {
    const write = (source: string, path: string): void => {
      copyOutput(source, path);
      print(path);
    };
    const writeImage = async (path: string): Promise<void> => {
      write(await buildProgramImage(program, relative(currentFolder, path)), path);
    };
    switch (command) {
      case 'plan':
        logger.info = print; // the plan is the result
        await buildProgramBinary(program, output, true);
        return;
      case 'sbom': {
        const { arch = [] } = readConfiguration(named.root, named.folder);
        const { architecture } = findOneProcessor(flags.arch ?? arch, machine.arch);
        write(join(program.workFolder, 'sbom', architecture, SBOM), output);
        return;
      }
      case 'image':
        await writeImage(output);
        return;
      case 'package':
        cpSync((await buildProgramPackage(program)).folder, output, { recursive: true });
        print(output);
        return;
      default:
        await buildProgramBinary(program, output);
        print(output);
        if (flags.image) await writeImage(resolve(currentFolder, `${named.name}.tar`));
        if (flags.deb) {
          const { deb } = await buildProgramPackage(program);
          write(deb, resolve(currentFolder, basename(deb)));
        }
    }
  });
}
