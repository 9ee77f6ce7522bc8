import type { BuiltMain, ConfigurationMistakes, FailedBundle, UnknownTarget } from './facts.ts';

/** The part of the catalogue about a project: its configuration, its kind, and what a command line asks for. */
export const projectFaults = {
  BUILT_MAIN_MISSING: ({ target, candidates }: BuiltMain) =>
    `Cannot bundle the output of the target "${target}": none of ${candidates.slice(0, 4).join(', ')} exists, expected the file that starts the program; run that target, or name the source of that file in "main" of "tscratch"`,
  BUNDLE_FAILED: ({ main, problems }: FailedBundle) =>
    problems.length === 1 && /^Cannot /.test(problems.join())
      ? problems.join()
      : `Cannot bundle "${main}", correct:\n${problems.join('\n')}`,
  CONFIGURATION: ({ mistakes }: ConfigurationMistakes) =>
    `Cannot use the object "tscratch", correct:\n${mistakes.map(renderMistake).join('\n')}`,
  IMAGE_ENVIRONMENT: ({ name, value }: Record<'name' | 'value', string>) =>
    `Cannot set the variable ${JSON.stringify(name)} to ${JSON.stringify(value)}: expected a name of letters, digits and "_", and one line of text; change the option "environment"`,
  MAIN_UNKNOWN: ({ name }: { name: string }) =>
    `Cannot bundle "${name}": no file that starts it is known; write, for example, "tscratch": { "main": "src/main.ts" } in its package.json or project.json`,
  TARGET_UNKNOWN: ({ name, target, known }: UnknownTarget) =>
    `Cannot bundle the output of the target "${target}": "${name}" has no such target, it has ${known.join(', ')}; change "from" of "tscratch"`,
} as const;

function renderMistake(mistake: ConfigurationMistakes['mistakes'][number]): string {
  const { path, field, found, expected } = mistake;
  return `  ${path}: "${field}" is ${found}, expected ${expected}`;
}
