import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { flagOf, type SettingDeclarations } from './setting.ts';

/** What a command line says, before any value is read. */
export interface Arguments {
  readonly words: readonly string[];
  /** Values of the settings' flags by flag name, without the hyphens in front. */
  readonly values: ReadonlyMap<string, string>;
  readonly asksFor: 'help' | 'version' | undefined;
  /** A sentence for each flag that cannot be taken. */
  readonly problems: readonly string[];
}

const QUESTIONS = ['help', 'version'] as const;

/** Takes `--flag=value` and `--flag value`; a value may begin with a hyphen, as in getopt_long(3). */
export function parseArguments(argv: readonly string[], declared: SettingDeclarations): Arguments {
  const flags = Object.values(declared).map(flagOf);
  const words: string[] = [];
  const values = new Map<string, string>();
  const problems: string[] = [];
  let asksFor: Arguments['asksFor'];
  for (const token of tokenize(argv, flags)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const question = QUESTIONS.find((name) => name === token.name);
    const problem = question === undefined ? problemOf(token, { flags, taken: values }) : undefined;
    if (problem !== undefined) problems.push(problem);
    else if (question === undefined) values.set(token.name, token.value ?? '');
    asksFor ??= question;
  }
  return { words, values, asksFor, problems };
}

function tokenize(argv: readonly string[], flags: readonly string[]) {
  const options: ParseArgsOptionsConfig = {
    help: { type: 'boolean' },
    version: { type: 'boolean' },
  };
  for (const name of flags) options[name] = { type: 'string' };
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

function problemOf(
  flag: { name: string; rawName: string; value?: string | undefined },
  { flags, taken }: { flags: readonly string[]; taken: ReadonlyMap<string, string> },
): string | undefined {
  if (!flags.includes(flag.name))
    return `Cannot take the flag "${flag.rawName}": --help lists those there are`;
  if (flag.value === undefined)
    return `Cannot take the flag "${flag.rawName}" without a value; write ${flag.rawName}=VALUE`;
  if (taken.has(flag.name))
    return `Cannot take the flag "${flag.rawName}" twice; leave one of them`;
  return undefined;
}
