import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Command, Commands } from './command.ts';
import { findMeantFlag } from './misspelt.ts';
import { fileVariableOf, flagOf, type SettingDeclarations } from './setting.ts';

/** A command line, before any value is read. */
export interface Arguments {
  /** Name of the command. */
  readonly command: string;
  /** The words after it. */
  readonly words: readonly string[];
  /** Values of the flags by their names, without the leading hyphens. */
  readonly values: ReadonlyMap<string, string>;
  readonly asksFor: 'help' | 'version' | undefined;
  /** A sentence for each flag and word that is not accepted. */
  readonly problems: readonly string[];
}

const QUESTIONS = ['help', 'version'] as const;

/** What may stand on a command line. */
export interface Grammar {
  readonly declared: SettingDeclarations;
  readonly commands: Commands;
}

/** Accepts `--flag=value` and `--flag value`; a value may begin with a hyphen, as in getopt_long(3). */
export function parseArguments(argv: readonly string[], grammar: Grammar): Arguments {
  const tokens = tokenize(argv, grammar);
  const [word = 'serve', ...words] = tokens.flatMap((it) =>
    it.kind === 'positional' ? [it.value] : [],
  );
  const name = Object.hasOwn(grammar.commands, word) ? word : 'serve';
  const command = grammar.commands[name] ?? grammar.commands.serve;
  const values = new Map<string, string>();
  const problems: string[] = [];
  let asksFor: Arguments['asksFor'];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const question = QUESTIONS.find((one) => one === token.name);
    asksFor ??= question;
    if (question !== undefined) continue;
    const problem = problemOf(token, { ...grammar, name, command, taken: values });
    if (problem !== undefined) problems.push(problem);
    else values.set(token.name, token.value ?? '');
  }
  if (word !== name) problems.push(unknownCommand(word, grammar.commands));
  else problems.push(...words.slice(command.maxWords).map(superfluous));
  return { command: name, words, values, asksFor, problems };
}

/** The settings that a command reads. */
export function settingsOf(
  { settings }: Command,
  declared: SettingDeclarations,
): SettingDeclarations {
  if (settings === 'all') return declared;
  const names: readonly string[] = settings;
  return Object.fromEntries(Object.entries(declared).filter(([key]) => names.includes(key)));
}

function tokenize(argv: readonly string[], grammar: Grammar) {
  const options: ParseArgsOptionsConfig = {
    help: { type: 'boolean' },
    version: { type: 'boolean' },
  };
  for (const name of knownFlags(grammar)) options[name] = { type: 'string' };
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

/** The flags of all settings and of all commands. */
function knownFlags({ declared, commands }: Grammar): readonly string[] {
  const ofCommands = Object.values(commands).flatMap(({ flags }) => Object.keys(flags));
  return [...ofCommands, ...Object.values(declared).map(flagOf)];
}

interface FlagContext extends Grammar {
  /** Of the command. */
  readonly name: string;
  readonly command: Command;
  readonly taken: ReadonlyMap<string, string>;
}

function problemOf(
  { name, rawName, value }: { name: string; rawName: string; value?: string | undefined },
  { name: commandName, command, taken, ...grammar }: FlagContext,
): string | undefined {
  const problem = `Cannot take the flag "${rawName}"`;
  const { declared } = grammar;
  const settings = Object.values(declared);
  const secret = settings.find((it) => it.secret !== undefined && flagOf(it) === name);
  if (secret !== undefined)
    return `${problem}: every user of the machine sees a command line; put the secret into a file and name that in ${fileVariableOf(secret.env)}`;
  const own = Object.values(settingsOf(command, declared)).filter((it) => it.secret === undefined);
  const flags = [...Object.keys(command.flags), ...own.map(flagOf)];
  if (!flags.includes(name)) {
    const meant = findMeantFlag(name, flags);
    if (meant !== undefined) return `${problem}: expected --${meant}`;
    const isOfOther = knownFlags(grammar).includes(name);
    return `${problem}${isOfOther ? ` with ${commandName}` : ''}: --help lists those there are`;
  }
  if (value === undefined) return `${problem} without a value; write ${rawName}=VALUE`;
  if (taken.has(name)) return `${problem} twice; leave one of them`;
  return undefined;
}

function unknownCommand(word: string, commands: Commands): string {
  const names = Object.keys(commands).join(', ');
  return `Cannot run ${JSON.stringify(word)}: expected ${names} or no command`;
}

function superfluous(word: string): string {
  return `Cannot take the argument ${JSON.stringify(word)}; leave it out`;
}
