import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { declaredSettings, flagOf } from './settings.ts';

/** What a command line says, before any value is read. */
export interface Arguments {
  readonly words: readonly string[];
  /** Values of the settings' flags by flag name, without the hyphens in front. */
  readonly values: ReadonlyMap<string, string>;
  readonly asksFor: 'help' | 'version' | undefined;
  /** A sentence for each flag that cannot be taken. */
  readonly problems: readonly string[];
}

const SETTING_FLAGS = Object.values(declaredSettings).map(flagOf);
const QUESTIONS = ['help', 'version'] as const;

/** Takes `--flag=value` and `--flag value`; a value may begin with a hyphen, as in getopt_long(3). */
export function parseArguments(argv: readonly string[]): Arguments {
  const words: string[] = [];
  const values = new Map<string, string>();
  const problems: string[] = [];
  let asksFor: Arguments['asksFor'];
  for (const token of tokenize(argv)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const question = QUESTIONS.find((name) => name === token.name);
    const problem = question === undefined ? problemOf(token, values) : undefined;
    if (problem !== undefined) problems.push(problem);
    else if (question === undefined) values.set(token.name, token.value ?? '');
    asksFor ??= question;
  }
  return { words, values, asksFor, problems };
}

function tokenize(argv: readonly string[]) {
  const options: ParseArgsOptionsConfig = {
    help: { type: 'boolean' },
    version: { type: 'boolean' },
  };
  for (const name of SETTING_FLAGS) options[name] = { type: 'string' };
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

function problemOf(
  flag: { name: string; rawName: string; value?: string | undefined },
  taken: ReadonlyMap<string, string>,
): string | undefined {
  if (!SETTING_FLAGS.includes(flag.name))
    return `Cannot take the flag "${flag.rawName}": expected one of ${[...SETTING_FLAGS, ...QUESTIONS].map((name) => `--${name}`).join(', ')}`;
  if (flag.value === undefined)
    return `Cannot take the flag "${flag.rawName}" without a value; write ${flag.rawName}=VALUE`;
  if (taken.has(flag.name))
    return `Cannot take the flag "${flag.rawName}" twice; leave one of them`;
  return undefined;
}
