import { Fault } from '../faults/fault.ts';
import { parseArguments, type Arguments } from './parse-arguments.ts';
import { flagOf, type Setting, type SettingDeclarations, type ValuesOf } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the program was called to do. */
export type Invocation<Declared extends SettingDeclarations> =
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'serve'; readonly settings: ValuesOf<Declared> };

export interface Called {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  readonly env: Environment;
}

const COMMANDS = ['serve'];

/**
 * Reads the command line and the environment; a flag wins over its variable, and an empty variable
 * counts as unset, as OpenTelemetry's do.
 *
 * @throws {Fault} `COMMAND_LINE_REFUSED` or `SETTINGS_REFUSED` with every problem found, not the first.
 */
export function parseInvocation<Declared extends SettingDeclarations>(
  { argv, env }: Called,
  declared: Declared,
): Invocation<Declared> {
  const line = parseArguments(argv, declared);
  if (line.asksFor !== undefined) return { command: line.asksFor };
  const readings = Object.entries(declared).map(
    ([name, setting]) => [name, readSetting(setting, line, env)] as const,
  );
  const problemsFrom = (source: Reading['source']): string[] =>
    readings.flatMap(([, it]) => (it.source === source ? (it.problem ?? []) : []));
  const ofLine = [...line.problems, ...problemsOfWords(line.words), ...problemsFrom('flag')];
  const problems = [...ofLine, ...problemsFrom('variable')];
  if (ofLine.length > 0) throw new Fault('COMMAND_LINE_REFUSED', { problems });
  if (problems.length > 0) throw new Fault('SETTINGS_REFUSED', { problems });
  const settings = Object.fromEntries(readings.map(([name, { value }]) => [name, value]));
  return { command: 'serve', settings: settings as ValuesOf<Declared> };
}

function problemsOfWords([command = 'serve', ...rest]: readonly string[]): string[] {
  const isCommand = COMMANDS.includes(command);
  const expected = `expected ${COMMANDS.join(', ')} or no command`;
  return [
    ...(isCommand ? [] : [`Cannot run ${JSON.stringify(command)}: ${expected}`]),
    ...rest.map((word) => `Cannot take the argument ${JSON.stringify(word)}; leave it out`),
  ];
}

interface Reading {
  readonly source: 'flag' | 'variable' | 'default';
  readonly value: unknown;
  readonly problem?: string;
}

function readSetting(setting: Setting<unknown>, line: Arguments, env: Environment): Reading {
  const flag = flagOf(setting);
  const variable = env[setting.env] === '' ? undefined : env[setting.env];
  const text = line.values.get(flag) ?? variable;
  if (text === undefined) return { source: 'default', value: setting.default };
  const source = line.values.has(flag) ? 'flag' : 'variable';
  const value = setting.kind.parse(text);
  if (value !== undefined) return { source, value };
  const name = source === 'flag' ? `--${flag}` : setting.env;
  const problem = `Cannot read ${name}=${JSON.stringify(text)}: expected ${setting.kind.expectation}`;
  return { source, value, problem };
}
