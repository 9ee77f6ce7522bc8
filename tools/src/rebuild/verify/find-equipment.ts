import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBuilderAnswer, planBuilderImage } from '../container/builder-image.ts';
import { findEngine, type Engine } from '../container/find-engine.ts';
import { planInstall } from '../container/plan-container-build.ts';
import { readBuilder } from '../container/read-builder.ts';
import type { Step } from '../container/step.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { ContainerParts } from './plan-rebuild.ts';
import type { SourcePlace } from './prepare-sources.ts';

/** The pinned container, and the steps that create it. */
export interface ContainerEquipment {
  readonly parts: ContainerParts;
  readonly setup: readonly Step[];
  /** Returns the name of the image with its digest, once it is built. */
  readonly identify: () => string;
}

/** What the container gets from this machine. */
export interface Supplies {
  /** Folder with the sources, whose lock file is installed. */
  readonly sourceFolder: string;
  readonly nodeFolder: string | undefined;
  readonly extraCaFile: string | undefined;
}

/**
 * Finds what builds in the container need; undefined if no engine responds.
 *
 * @throws {Fault} those of `readBuilder`.
 */
export function findContainer(
  { root, temporaryFolder, environment }: SourcePlace,
  { sourceFolder, nodeFolder, extraCaFile }: Supplies,
): ContainerEquipment | undefined {
  const engine = findAnyEngine(environment);
  if (engine === undefined) return undefined;
  const { recipe, ...names } = readBuilder(root, undefined);
  const { name } = recipe;
  const answerPath = join(temporaryFolder, 'builder-answer');
  const builder = { reference: name };
  const installing = { root: sourceFolder, engine, builder, ...names, nodeFolder, extraCaFile };
  const { dependencies } = names;
  return {
    parts: { engine, builderImage: name, dependencies },
    setup: [...planBuilderImage(engine, recipe, answerPath), planInstall(installing)],
    identify: () => `${name} ${parseBuilderAnswer(readFileSync(answerPath, 'utf8')).digest}`,
  };
}

function findAnyEngine(environment: NodeJS.ProcessEnv): Engine | undefined {
  try {
    return findEngine(environment, '');
  } catch (error) {
    if (error instanceof Fault && error.code === 'ENGINE_MISSING') return undefined;
    throw error;
  }
}
