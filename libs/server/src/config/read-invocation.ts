import { Fault } from '../world/faults/fault.ts';
import type { Commands, Flag } from './command.ts';
import { findMisspeltVariables } from './misspelt.ts';
import {
  parseArguments,
  settingsOf,
  type InfoOption,
  type ParsedArguments,
} from './parse-arguments.ts';
import { readSecret } from './read-secret.ts';
import { readText, type Environment, type Reading, type SettingSource } from './reading.ts';
import { describeServiceLink } from './service-link.ts';
import { flagOf, type Setting, type SettingDeclarations, type ValuesOf } from './setting.ts';

/** A parsed command line: the command, and the values it was called with. */
export interface Invocation<Declared extends SettingDeclarations> {
  /** Name of the command. */
  readonly command: string;
  /** Words after the command's name. */
  readonly words: readonly string[];
  /** Values of the settings that the command reads. */
  readonly settings: ValuesOf<Declared>;
  /** Sources of these values, by the same names. */
  readonly sources: SourcesOf<Declared>;
  /** Texts of the settings that were set, secrets included, by the same names: another thread parses them again. */
  readonly texts: Readonly<Record<string, string>>;
  /** A sentence for each variable that was ignored although it is set. */
  readonly warnings: readonly string[];
  /** Values of the command's own flags, by name. */
  readonly flags: Readonly<Record<string, unknown>>;
}

/** A request for --help or --version, which need no setting. */
export interface InfoRequest {
  readonly command: InfoOption;
}

export type SourcesOf<Declared extends SettingDeclarations> = {
  readonly [Name in keyof Declared]: SettingSource;
};

/** Command line and environment of a program, and the declarations to read them by. */
export interface CommandLine<Declared extends SettingDeclarations> {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly declared: Declared;
  readonly commands: Commands;
}

/**
 * Reads the command line, the environment and the files of secrets. A flag overrides its variable,
 * and an empty variable counts as unset, as in OpenTelemetry.
 *
 * @throws {Fault} `COMMAND_LINE_REFUSED` or `SETTINGS_REFUSED` with every problem, not just the first.
 */
export function readInvocation<Declared extends SettingDeclarations>({
  argv,
  env,
  declared,
  commands,
}: CommandLine<Declared>): Invocation<Declared> | InfoRequest {
  const line = parseArguments(argv, { declared, commands });
  if (line.info !== undefined) return { command: line.info };
  const command = commands[line.command] ?? commands.serve;
  const read = settingsOf(command, declared);
  const settings = readAll(read, (setting) => tolerate(setting, readSetting(setting, line, env)));
  const flags = readAll(command.flags, (flag, name) => readFlag(flag, name, line));
  const [ofFlags, ofOthers] = splitProblems([...settings.values(), ...flags.values()]);
  const ofLine = [...line.problems, ...ofFlags];
  const misspelt = read === declared ? findMisspeltVariables(env, declared) : [];
  const problems = [...ofLine, ...misspelt, ...ofOthers];
  if (ofLine.length > 0) throw new Fault('COMMAND_LINE_REFUSED', { problems });
  if (problems.length > 0) throw new Fault('SETTINGS_REFUSED', { problems });
  return {
    command: line.command,
    words: line.words,
    settings: gather(settings, ({ value }) => value) as ValuesOf<Declared>,
    sources: gather(settings, ({ source }) => source) as SourcesOf<Declared>,
    texts: gatherTexts(settings),
    warnings: [...settings.values()].flatMap(({ warnings = [] }) => warnings),
    flags: gather(flags, ({ value }) => value),
  };
}

function readAll<Declared>(
  declared: Readonly<Record<string, Declared>>,
  read: (declaration: Declared, name: string) => Reading,
): ReadonlyMap<string, Reading> {
  return new Map(Object.entries(declared).map(([name, it]) => [name, read(it, name)]));
}

function gather<Part>(readings: ReadonlyMap<string, Reading>, part: (reading: Reading) => Part) {
  return Object.fromEntries([...readings].map(([name, reading]) => [name, part(reading)]));
}

function gatherTexts(readings: ReadonlyMap<string, Reading>): Record<string, string> {
  const given = [...readings].flatMap(([name, { text }]) =>
    text === undefined ? [] : [[name, text] as const],
  );
  return Object.fromEntries(given);
}

/**
 * Parses settings from the texts of an invocation, in another thread of the same program. The texts were
 * checked before.
 */
export function parseSettings<Declared extends SettingDeclarations>(
  declared: Declared,
  texts: Invocation<Declared>['texts'],
): ValuesOf<Declared> {
  const values = Object.entries(declared).map(([name, setting]) => {
    const text = texts[name];
    return [name, text === undefined ? setting.default : setting.kind.parse(text)];
  });
  return Object.fromEntries(values) as ValuesOf<Declared>;
}

function splitProblems(readings: readonly Reading[]): readonly [string[], string[]] {
  const isOfFlag = ({ source }: Reading): boolean => source.from === 'flag';
  return [
    readings.filter(isOfFlag).flatMap(({ problems }) => problems),
    readings.filter((reading) => !isOfFlag(reading)).flatMap(({ problems }) => problems),
  ];
}

function readFlag(flag: Flag<unknown>, name: string, line: ParsedArguments): Reading {
  const given = line.values.get(name);
  if (given !== undefined) return readText({ from: 'flag', name: `--${name}` }, given, flag.kind);
  return { source: { from: 'default' }, value: flag.default, problems: [] };
}

function readSetting(setting: Setting<unknown>, line: ParsedArguments, env: Environment): Reading {
  if (setting.secret !== undefined) return readSecret(setting, env);
  const flag = flagOf(setting);
  const given = line.values.get(flag);
  if (given !== undefined)
    return readText({ from: 'flag', name: `--${flag}` }, given, setting.kind);
  const text = env[setting.env] ?? '';
  if (text === '') return { source: { from: 'default' }, value: setting.default, problems: [] };
  const source = { from: 'variable', name: setting.env } as const;
  const link = describeServiceLink(setting.env, text);
  return link === undefined ? readText(source, text, setting.kind) : { source, problems: [link] };
}

/** A flag and the name of a file are written for this program alone, so their problems are not tolerated. */
function tolerate({ isTolerant, default: value }: Setting<unknown>, reading: Reading): Reading {
  const { source, problems: warnings } = reading;
  if (isTolerant !== true || source.from !== 'variable' || warnings.length === 0) return reading;
  return { source: { from: 'default' }, value, problems: [], warnings };
}
