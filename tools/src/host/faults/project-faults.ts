import type { ConfigurationMistakes } from './facts.ts';

/** The part of the catalogue about a project: its configuration, its kind, and what a command line asks for. */
export const projectFaults = {
  CONFIGURATION: ({ mistakes }: ConfigurationMistakes) =>
    `Cannot use the object "tscratch", correct:\n${mistakes.map(renderMistake).join('\n')}`,
} as const;

function renderMistake(mistake: ConfigurationMistakes['mistakes'][number]): string {
  const { path, field, found, expected } = mistake;
  return `  ${path}: "${field}" is ${found}, expected ${expected}`;
}
