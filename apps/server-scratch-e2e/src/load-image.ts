import type { Engine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { archivePath } from './workspace.ts';

/** Loads an `image.tar` like a user. @returns The name that the engine prints. */
export function loadImage(engine: Engine, path = archivePath): string {
  const output = runProgram(engine, ['load', '--input', path]);
  const [, name] = /^Loaded image: (\S+)$/m.exec(output) ?? [];
  if (name === undefined) throw new Error(`No name of an image in: ${output}`);
  return name;
}
