import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Command, Commands } from './command.ts';
import { findMeantFlag } from './misspelt.ts';
import { fileVariableOf, flagOf, type SettingDeclarations } from './setting.ts';

/** A command line whose values are not parsed yet. */
export interface ParsedArguments {
  /** Name of the command, of one or two words. */
  readonly command: string;
  /** Words after the command's name. */
  readonly words: readonly string[];
  /** Texts of the flags by name, without the leading hyphens. */
  readonly values: ReadonlyMap<string, string>;
  /** Set if the command line asks for help or the version, which replaces the command. */
  readonly info: InfoOption | undefined;
  /** A sentence for each flag and word that the command does not accept. */
  readonly problems: readonly string[];
}

const INFO_OPTIONS = ['help', 'version'] as const;
export type InfoOption = (typeof INFO_OPTIONS)[number];

/** Declarations that a command line is parsed against. */
export interface Grammar {
  readonly declared: SettingDeclarations;
  readonly commands: Commands;
}

/**
 * Parses `--flag=value` and `--flag value`; a value may begin with a hyphen, as in getopt_long(3). The
 * word `help` in place of a command is --help, which describes every command, so the rest is not read.
 */
export function parseArguments(argv: readonly string[], grammar: Grammar): ParsedArguments {
  const tokens = tokenize(argv, grammar);
  const { word, words } = splitCommand(tokens, grammar.commands);
  const name = Object.hasOwn(grammar.commands, word) ? word : 'serve';
  const command = grammar.commands[name] ?? grammar.commands.serve;
  const values = new Map<string, string>();
  const problems: string[] = [];
  let info: InfoOption | undefined = word === 'help' ? 'help' : undefined;
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const infoOption = INFO_OPTIONS.find((option) => option === token.name);
    info ??= infoOption;
    if (infoOption !== undefined) continue;
    const problem = problemOf(token, { ...grammar, name, command, given: values });
    if (problem !== undefined) problems.push(problem);
    else values.set(token.name, token.value ?? 'true');
  }
  if (word !== name) problems.push(unknownCommand(word, grammar.commands));
  else problems.push(...words.slice(command.maxWords).map(unexpectedArgument));
  return { command: name, words, values, info, problems };
}

/** Returns the declarations of the settings that a command reads. */
export function settingsOf(
  { settings }: Command,
  declared: SettingDeclarations,
): SettingDeclarations {
  if (settings === 'all') return declared;
  const names: readonly string[] = settings;
  return Object.fromEntries(Object.entries(declared).filter(([key]) => names.includes(key)));
}

/** Splits off the name of a command, of two words such as `admin mcp` if the table has one. */
function splitCommand(tokens: ReturnType<typeof tokenize>, commands: Commands) {
  const all = tokens.flatMap((it) => (it.kind === 'positional' ? [it.value] : []));
  const [word = 'serve', ...words] = all;
  const pair = all.slice(0, 2).join(' ');
  const isPair = words.length > 0 && Object.hasOwn(commands, pair);
  return isPair ? { word: pair, words: words.slice(1) } : { word, words };
}

function tokenize(argv: readonly string[], grammar: Grammar) {
  if (argv.length === 0) return []; // most servers; Node loads its parser at the first call
  const options: ParseArgsOptionsConfig = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
  };
  for (const name of knownFlags(grammar)) options[name] = { type: 'string' };
  for (const name of switchesOf(grammar)) options[name] = { type: 'boolean' };
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens;
}

/** Returns the flags of all settings and of all commands. */
function knownFlags({ declared, commands }: Grammar): readonly string[] {
  const ofCommands = Object.values(commands).flatMap(({ flags }) => Object.keys(flags));
  return [...ofCommands, ...Object.values(declared).map(flagOf)];
}

function switchesOf({ commands }: Grammar): readonly string[] {
  const flags = Object.values(commands).flatMap((command) => Object.entries(command.flags));
  return flags.flatMap(([name, { isSwitch }]) => (isSwitch === true ? [name] : []));
}

interface FlagContext extends Grammar {
  /** Name of the command. */
  readonly name: string;
  readonly command: Command;
  /** Flags given so far. */
  readonly given: ReadonlyMap<string, string>;
}

function problemOf(
  { name, rawName, value }: { name: string; rawName: string; value?: string | undefined },
  { name: commandName, command, given, ...grammar }: FlagContext,
): string | undefined {
  const problem = `Cannot use the flag "${rawName}"`;
  const { declared } = grammar;
  const settings = Object.values(declared);
  const secret = settings.find((it) => it.secret !== undefined && flagOf(it) === name);
  if (secret !== undefined)
    return `${problem}: every user of the machine can see a command line; put the secret into a file and set ${fileVariableOf(secret.env)} to its path`;
  const own = Object.values(settingsOf(command, declared)).filter((it) => it.secret === undefined);
  const isSwitch = command.flags[name]?.isSwitch === true;
  const flags = [...Object.keys(command.flags), ...own.map(flagOf)];
  if (!flags.includes(name)) {
    const meant = findMeantFlag(name, flags);
    if (meant !== undefined) return `${problem}: expected --${meant}`;
    const isKnown = knownFlags(grammar).includes(name);
    return isKnown
      ? `${problem} with ${commandName}: --help lists the flags of each command`
      : `${problem}: no such flag; --help lists them all`;
  }
  if (value === undefined && !isSwitch) return `${problem} without a value; write ${rawName}=VALUE`;
  if (given.has(name)) return `${problem} twice; remove one of them`;
  return undefined;
}

function unknownCommand(word: string, commands: Commands): string {
  const names = Object.keys(commands).join(', ');
  return `Cannot run ${JSON.stringify(word)}: expected ${names} or no command`;
}

function unexpectedArgument(word: string): string {
  return `Cannot use the argument ${JSON.stringify(word)}; remove it`;
}
