import { Fault } from '../world/faults/fault.ts';
import { commands, type Flag, type FlagsOf } from './commands.ts';
import { describeServiceLink } from './service-link.ts';
import { findMisspeltVariables } from './misspelt.ts';
import { parseArguments, settingsOf, type Arguments } from './parse-arguments.ts';
import { readSecret } from './read-secret.ts';
import { readText, type Environment, type Reading, type Source } from './reading.ts';
import { flagOf, type Setting, type SettingDeclarations, type ValuesOf } from './setting.ts';
import type { Settings } from './settings.ts';

/** What the program was called to do. */
export type Invocation<Declared extends SettingDeclarations> =
  | { readonly command: 'help' | 'version' | 'sbom' }
  | {
      readonly command: 'serve' | 'config';
      readonly settings: ValuesOf<Declared>;
      /** Where each value comes from, by the same names. */
      readonly sources: SourcesOf<Declared>;
    }
  | {
      readonly command: 'healthcheck';
      readonly settings: Pick<Settings, 'opsPort' | 'opsHost' | 'adminSocket'>;
      readonly flags: FlagsOf<'healthcheck'>;
    }
  | {
      readonly command: 'admin';
      readonly words: readonly string[];
      readonly settings: Pick<Settings, 'adminSocket'>;
      readonly flags: FlagsOf<'admin'>;
    };

export type SourcesOf<Declared extends SettingDeclarations> = {
  readonly [Name in keyof Declared]: Source;
};

export interface Called {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Environment;
}

/**
 * Reads the command line, the environment and the files of secrets. A flag wins over its variable,
 * and an empty variable counts as unset, as OpenTelemetry's do.
 *
 * @throws {Fault} `COMMAND_LINE_REFUSED` or `SETTINGS_REFUSED` with every problem found, not the first.
 */
export function readInvocation<Declared extends SettingDeclarations>(
  { argv, env }: Called,
  declared: Declared,
): Invocation<Declared> {
  const line = parseArguments(argv, declared);
  const { command, words, asksFor } = line;
  if (asksFor !== undefined) return { command: asksFor };
  const wanted = settingsOf(command, declared);
  const settings = readAll(wanted, (setting) => readSetting(setting, line, env));
  const flags = readAll<Flag<unknown>>(commands[command].flags, (flag, name) =>
    readFlag(flag, name, line),
  );
  const [ofFlags, ofOthers] = splitProblems([...settings.values(), ...flags.values()]);
  const ofLine = [...line.problems, ...ofFlags];
  const misspelt = wanted === declared ? findMisspeltVariables(env, declared) : [];
  const problems = [...ofLine, ...misspelt, ...ofOthers];
  if (ofLine.length > 0) throw new Fault('COMMAND_LINE_REFUSED', { problems });
  if (problems.length > 0) throw new Fault('SETTINGS_REFUSED', { problems });
  return {
    command,
    words,
    settings: gather(settings, ({ value }) => value),
    sources: gather(settings, ({ source }) => source),
    flags: gather(flags, ({ value }) => value),
  } as unknown as Invocation<Declared>; // the table of commands has tied each to its settings and flags
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

function splitProblems(readings: readonly Reading[]): readonly [string[], string[]] {
  const isOfFlag = ({ source }: Reading): boolean => source.from === 'flag';
  return [
    readings.filter(isOfFlag).flatMap(({ problems }) => problems),
    readings.filter((reading) => !isOfFlag(reading)).flatMap(({ problems }) => problems),
  ];
}

function readFlag(flag: Flag<unknown>, name: string, line: Arguments): Reading {
  const given = line.values.get(name);
  if (given !== undefined) return readText({ from: 'flag', name: `--${name}` }, given, flag.kind);
  return { source: { from: 'default' }, value: flag.default, problems: [] };
}

function readSetting(setting: Setting<unknown>, line: Arguments, env: Environment): Reading {
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
