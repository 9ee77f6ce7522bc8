import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { BUNDLE } from '../app/bundle/build-bundle.ts';
import { mapOf } from '../app/bundle/source-map.ts';
import { findOneProcessor, findProcessor } from '../formats/processor.ts';
import { readConfiguration } from '../host/configuration/read-configuration.ts';
import { logger } from '../host/logger.ts';
import { sourcePath } from '../host/tools-folder.ts';
import { runOnPinnedNode } from '../node/run-on-pinned-node.ts';
import { OPENVEX, SBOM } from '../attestation/sbom/read-sbom.ts';
import {
  buildProgramBinary,
  buildProgramImage,
  buildProgramPackage,
  withProgram,
} from './build-program.ts';
import { findRoot, findSubject, type Subject } from './find-subject.ts';
import { copyOutput, copyPackage, prepareOutput } from './output.ts';
import { runPin } from './run-pin.ts';
import { runPublish } from './run-publish.ts';
import { runSymbolicate } from './run-symbolicate.ts';
import type { CommandCall, Surroundings } from './surroundings.ts';
import { verifyProgram } from './verify-program.ts';
import { writeNode, writeNodeImage } from './write-node.ts';

/**
 * Runs a command, on the pinned Node unless it pins one.
 *
 * @returns The exit code.
 * @throws {Fault} those of its steps.
 */
export async function runCommand(call: CommandCall, around: Surroundings): Promise<number> {
  const { command, entry, flags } = call;
  if (command === 'pin') {
    runPin(call, around);
    return 0;
  }
  if (command === 'publish') {
    await runPublish(call, around);
    return 0;
  }
  if (command === 'symbolicate') {
    await runSymbolicate(flags, around);
    return 0;
  }
  const needsProgram = command !== 'node' && flags.runtimeOnly !== true;
  const subject = needsProgram ? findSubject(entry, around.currentFolder) : undefined;
  const root = subject?.root ?? findRoot(around.currentFolder);
  const main = { path: sourcePath(import.meta.dirname, 'main'), args: call.args };
  const status = await runOnPinnedNode(root, main, around.machine);
  if (status !== undefined) return status;
  if (subject === undefined) runWithoutProgram(call, around);
  else if (command === 'verify') await verifyProgram(call, subject, around);
  else await runWithProgram(call, subject, around);
  return 0;
}

function runWithoutProgram(
  { command, flags }: CommandCall,
  { machine, currentFolder, temporaryFolder, print }: Surroundings,
): void {
  const place = { root: findRoot(currentFolder), machine, temporaryFolder };
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
  await withProgram(named, { flags, temporaryFolder, machine }, async (program) => {
    const write = (source: string, path: string): void => {
      copyOutput(source, path);
      print(path);
    };
    if (flags.sourceMap)
      write(
        mapOf(join(program.workFolder, 'bundle', BUNDLE)),
        resolve(currentFolder, `${named.name}.map`),
      );
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
        const folder = join(program.workFolder, 'sbom', architecture);
        write(join(folder, SBOM), output);
        const openVex = join(folder, OPENVEX);
        if (existsSync(openVex)) write(openVex, nameOpenVex(output));
        return;
      }
      case 'image':
        await writeImage(output);
        return;
      case 'package':
        copyPackage((await buildProgramPackage(program)).folder, output);
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

/** Beside the SBOM: `shop.openvex.json` for `shop.cdx.json`. */
function nameOpenVex(sbomPath: string): string {
  return `${sbomPath.replace(/(?:\.cdx)?\.json$/, '')}.openvex.json`;
}
