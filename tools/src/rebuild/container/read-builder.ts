import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../formats/oci/digest.ts';
import { listLockFiles } from '../../attestation/locks/read-lock-file.ts';
import type { BuilderRecipe } from './builder-image.ts';
import { chooseInstaller, listInstaller, type Installer } from './choose-installer.ts';

/** Settings of package managers that change what is in node_modules. */
const SETTINGS = ['.npmrc', '.yarnrc.yml', 'pnpm-workspace.yaml', 'bunfig.toml'];

/** Names derived from content, so that checkouts share equal content and nothing else. */
export interface BuilderNames {
  readonly recipe: BuilderRecipe;
  /** Volume with the dependencies, specific to the lock files, what installs them, and a builder. */
  readonly dependencies: string;
  readonly installer: Installer;
}

/**
 * Reads the content that determines the names of the builder image and its volume of dependencies.
 *
 * @param root Workspace folder.
 * @param builder Image to use instead of building one from the recipe.
 * @throws {Fault} those of `chooseInstaller`.
 */
export function readBuilder(root: string, builder: string | undefined): BuilderNames {
  const folder = join(import.meta.dirname, 'builder');
  const parts = readdirSync(folder)
    .toSorted()
    .map((name) => `${name}\n${readFileSync(join(folder, name), 'utf8')}`);
  const locks = [
    ...listLockFiles(root),
    ...SETTINGS.filter((name) => existsSync(join(root, name))),
  ];
  const texts = locks.map((path) => readFileSync(join(root, path), 'utf8'));
  const installer = chooseInstaller(root);
  const makers = builder === undefined ? parts : [builder];
  return {
    recipe: { folder, name: `tscratch-builder:${keyOf(parts)}` },
    dependencies: `tscratch-dependencies-${keyOf([...makers, ...listInstaller(installer), ...texts])}`,
    installer,
  };
}

function keyOf(parts: readonly string[]): string {
  return digestOf(Buffer.from(parts.join('\n'))).slice('sha256:'.length, 'sha256:'.length + 12);
}
