import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseElf } from '../formats/elf/parse-elf.ts';
import { needAddonLibraries } from './libraries/read-locked-libraries.ts';
import { planSelfContained } from './self-contained/plan-self-contained.ts';
import { readIngredients } from './self-contained/read-ingredients.ts';
import { renderSelfContained } from './self-contained/render-self-contained.ts';
import { writeExecutable } from './self-contained/write-executable.ts';

export interface WorkspaceNodeParts {
  /** The official Node binary. */
  readonly nodePath: string;
  /** `tools` of the workspace. */
  readonly toolsFolder: string;
}

/**
 * Builds the Node that runs the tools of this workspace: official Node, self-contained, so that it needs
 * nothing from the machine. Unlike the shipped Node it also contains libraries that only native addons of the
 * tools need.
 *
 * @throws {Fault} those of `readIngredients` and `planSelfContained`; the file at `path` is unchanged then.
 */
export function writeWorkspaceNode(
  path: string,
  { nodePath, toolsFolder }: WorkspaceNodeParts,
): void {
  const node = parseElf(readFileSync(nodePath), nodePath);
  const wanting = needAddonLibraries(node, join(toolsFolder, 'libraries'), ['addons', 'tools']);
  const plan = planSelfContained(readIngredients(wanting, toolsFolder));
  writeExecutable(path, renderSelfContained(plan));
}
