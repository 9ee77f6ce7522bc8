import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { commands, isCommandName, type Command, type CommandName } from './commands.ts';
import { findMeantFlag } from './misspelt.ts';
import { fileVariableOf, flagOf, type SettingDeclarations } from './setting.ts';

/** What a command line says, before any value is read. */
export interface Arguments {
  readonly command: CommandName;
  /** Those after the command's own. */
  readonly words: readonly string[];
  /** Values of the flags by their names, without the hyphens in front. */
  readonly values: ReadonlyMap<string, string>;
  readonly asksFor: 'help' | 'version' | undefined;
  /** A sentence for each flag and word that cannot be taken. */
  readonly problems: readonly string[];
}

const QUESTIONS = ['help', 'version'] as const;

/** Takes `--flag=value` and `--flag value`; a value may begin with a hyphen, as in getopt_long(3). */
export function parseArguments(argv: readonly string[], declared: SettingDeclarations): Arguments {
  const tokens = tokenize(argv, declared);
  const [word = 'serve', ...words] = tokens.flatMap((it) =>
    it.kind === 'positional' ? [it.value] : [],
  );
  const command = isCommandName(word) ? word : 'serve';
  const values = new Map<string, string>();
  const problems: string[] = [];
  let asksFor: Arguments['asksFor'];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const question = QUESTIONS.find((name) => name === token.name);
    asksFor ??= question;
    if (question !== undefined) continue;
    const problem = problemOf(token, { declared, command, taken: values });
    if (problem !== undefined) problems.push(problem);
    else values.set(token.name, token.value ?? '');
  }
  problems.push(...problemsOfWords(word, words));
  return { command, words, values, asksFor, problems };
}

/** The settings that a command looks at. */
export function settingsOf(name: CommandName, declared: SettingDeclarations): SettingDeclarations {
  const { settings }: Command = commands[name];
  if (settings === 'all') return declared;
  const names: readonly string[] = settings;
  return Object.fromEntries(Object.entries(declared).filter(([key]) => names.includes(key)));
}

function tokenize(argv: readonly string[], declared: SettingDeclarations) {
  const options: ParseArgsOptionsConfig = {
    help: { type: 'boolean' },
    version: { type: 'boolean' },
  };
  for (const name of knownFlags(declared)) options[name] = { type: 'string' };
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

/** The flags of all settings and of all commands. */
function knownFlags(declared: SettingDeclarations): readonly string[] {
  const ofCommands = Object.values(commands).flatMap(({ flags }) => Object.keys(flags));
  return [...ofCommands, ...Object.values(declared).map(flagOf)];
}

interface FlagContext {
  readonly declared: SettingDeclarations;
  readonly command: CommandName;
  readonly taken: ReadonlyMap<string, string>;
}

function problemOf(
  { name, rawName, value }: { name: string; rawName: string; value?: string | undefined },
  { declared, command, taken }: FlagContext,
): string | undefined {
  const problem = `Cannot take the flag "${rawName}"`;
  const settings = Object.values(declared);
  const secret = settings.find((it) => it.secret !== undefined && flagOf(it) === name);
  if (secret !== undefined)
    return `${problem}: every user of the machine sees a command line; put the secret into a file and name that in ${fileVariableOf(secret.env)}`;
  const own = Object.values(settingsOf(command, declared)).filter((it) => it.secret === undefined);
  const flags = [...Object.keys(commands[command].flags), ...own.map(flagOf)];
  if (!flags.includes(name)) {
    const meant = findMeantFlag(name, flags);
    if (meant !== undefined) return `${problem}: expected --${meant}`;
    const isOfOther = knownFlags(declared).includes(name);
    return `${problem}${isOfOther ? ` with ${command}` : ''}: --help lists those there are`;
  }
  if (value === undefined) return `${problem} without a value; write ${rawName}=VALUE`;
  if (taken.has(name)) return `${problem} twice; leave one of them`;
  return undefined;
}

function problemsOfWords(word: string, words: readonly string[]): string[] {
  const names = Object.keys(commands).join(', ');
  if (!isCommandName(word))
    return [`Cannot run ${JSON.stringify(word)}: expected ${names} or no command`];
  const { maxWords } = commands[word];
  return words
    .slice(maxWords)
    .map((extra) => `Cannot take the argument ${JSON.stringify(extra)}; leave it out`);
}
