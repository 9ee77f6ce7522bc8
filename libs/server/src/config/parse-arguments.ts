import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { findMeantFlag } from './misspelt.ts';
import { fileVariableOf, flagOf, type Setting, type SettingDeclarations } from './setting.ts';

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
  const settings = new Map(Object.values(declared).map((setting) => [flagOf(setting), setting]));
  const words: string[] = [];
  const values = new Map<string, string>();
  const problems: string[] = [];
  let asksFor: Arguments['asksFor'];
  for (const token of tokenize(argv, [...settings.keys()])) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const question = QUESTIONS.find((name) => name === token.name);
    const problem =
      question === undefined
        ? problemOf(token, { declared, setting: settings.get(token.name), taken: values })
        : undefined;
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

interface FlagContext {
  readonly declared: SettingDeclarations;
  /** The setting whose flag it is, if there is one. */
  readonly setting: Setting<unknown> | undefined;
  readonly taken: ReadonlyMap<string, string>;
}

function problemOf(
  flag: { name: string; rawName: string; value?: string | undefined },
  { declared, setting, taken }: FlagContext,
): string | undefined {
  const problem = `Cannot take the flag "${flag.rawName}"`;
  const meant = setting ?? findMeantFlag(flag.name, declared);
  if (meant === undefined) return `${problem}: --help lists those there are`;
  if (typeof meant === 'string') return `${problem}: expected --${meant}`;
  if (meant.secret !== undefined)
    return `${problem}: every user of the machine sees a command line; put the secret into a file and name that in ${fileVariableOf(meant.env)}`;
  if (flag.value === undefined) return `${problem} without a value; write ${flag.rawName}=VALUE`;
  if (taken.has(flag.name)) return `${problem} twice; leave one of them`;
  return undefined;
}
