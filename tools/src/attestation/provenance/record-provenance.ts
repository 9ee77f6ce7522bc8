import type { Processor } from '../../formats/processor.ts';
import { readSourceState } from '../../host/read-source-state.ts';
import { parseBuilder } from './parse-builder.ts';
import { readMaterials } from './read-materials.ts';
import { renderProvenance, type Subject } from './render-provenance.ts';

/** A run of a target, from the context of its executor. */
export interface TargetRun {
  /** Workspace folder. */
  readonly root: string;
  /** `project:target`. */
  readonly target: string;
  readonly processors: readonly Processor[];
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Renders the statement about the outputs and inputs of a target, which is stored with its artefacts.
 *
 * @throws {Fault} `BUILDER_UNKNOWN`, and those of `readNodeOrigin` and `readSourceState`.
 */
export function recordProvenance(run: TargetRun, subjects: readonly Subject[]): Uint8Array {
  return renderProvenance({
    subjects,
    target: run.target,
    architectures: run.processors.map(({ architecture }) => architecture),
    source: readSourceState(run.root, run.environment),
    builder: parseBuilder(run.environment),
    ...readMaterials(run.root, run.processors),
  });
}
