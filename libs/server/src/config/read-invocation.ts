import { Fault } from '../faults/fault.ts';
import { describeServiceLink } from './service-link.ts';
import { findMisspeltVariables } from './misspelt.ts';
import { parseArguments, type Arguments } from './parse-arguments.ts';
import { readSecret } from './read-secret.ts';
import { readText, type Environment, type Reading, type Source } from './reading.ts';
import { flagOf, type Setting, type SettingDeclarations, type ValuesOf } from './setting.ts';

/** What the program was called to do. */
export type Invocation<Declared extends SettingDeclarations> =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | {
      readonly command: 'serve';
      readonly settings: ValuesOf<Declared>;
      /** Where each value comes from, by the same names. */
      readonly sources: SourcesOf<Declared>;
    };

export type SourcesOf<Declared extends SettingDeclarations> = {
  readonly [Name in keyof Declared]: Source;
};

export interface Called {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Environment;
}

const COMMANDS = ['serve'];

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
  if (line.asksFor !== undefined) return { command: line.asksFor };
  const readings = Object.entries(declared).map(
    ([name, setting]) => [name, readSetting(setting, line, env)] as const,
  );
  const [ofFlags, ofOthers] = splitProblems(readings.map(([, reading]) => reading));
  const ofLine = [...line.problems, ...problemsOfWords(line.words), ...ofFlags];
  const problems = [...ofLine, ...findMisspeltVariables(env, declared), ...ofOthers];
  if (ofLine.length > 0) throw new Fault('COMMAND_LINE_REFUSED', { problems });
  if (problems.length > 0) throw new Fault('SETTINGS_REFUSED', { problems });
  const gather = <Part>(part: (reading: Reading) => Part) =>
    Object.fromEntries(readings.map(([name, reading]) => [name, part(reading)]));
  return {
    command: 'serve',
    settings: gather(({ value }) => value) as ValuesOf<Declared>,
    sources: gather(({ source }) => source) as SourcesOf<Declared>,
  };
}

function splitProblems(readings: readonly Reading[]): readonly [string[], string[]] {
  const isOfFlag = ({ source }: Reading): boolean => source.from === 'flag';
  return [
    readings.filter(isOfFlag).flatMap(({ problems }) => problems),
    readings.filter((reading) => !isOfFlag(reading)).flatMap(({ problems }) => problems),
  ];
}

function problemsOfWords([command = 'serve', ...rest]: readonly string[]): string[] {
  const isCommand = COMMANDS.includes(command);
  const expected = `expected ${COMMANDS.join(', ')} or no command`;
  return [
    ...(isCommand ? [] : [`Cannot run ${JSON.stringify(command)}: ${expected}`]),
    ...rest.map((word) => `Cannot take the argument ${JSON.stringify(word)}; leave it out`),
  ];
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
