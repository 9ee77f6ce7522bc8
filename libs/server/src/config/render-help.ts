import type { Command, Commands, Flag } from './command.ts';
import { defaultTextOf, describeSetting } from './describe-setting.ts';
import { fileVariableOf, flagOf, type Setting, type SettingGroup } from './setting.ts';
import { serverSettings } from './settings.ts';
import { wrapWords } from './wrap-words.ts';

const BODY = { prefix: '      ', columns: 80 };

/** Input of the help text. */
export interface Help {
  /** Name of the program. */
  readonly name: string;
  readonly commands: Commands;
  readonly groups: readonly SettingGroup[];
}

/** Renders the output of `--help`: usage, commands, and every setting. */
export function renderHelp({ name: program, commands, groups }: Help): string {
  return [
    `Usage: ${program} [serve] [--flag=value ...]`,
    `       ${program} COMMAND [--flag=value ...]`,
    `       ${program} --help | --version`,
    '',
    'Commands:',
    ...Object.entries(commands).flatMap(([name, command]) => renderCommand(name, command)),
    '',
    'A flag overrides its environment variable; an empty variable counts as unset.',
    'A value of an OTEL_ variable that cannot be used is ignored with a warning.',
    'Settings marked mutable can be changed while the server runs.',
    ...groups.flatMap(({ title, settings }) => [
      '',
      `${title}:`,
      ...Object.values(settings).flatMap((setting) => ['', ...renderSetting(setting)]),
    ]),
    '',
  ].join('\n');
}

function renderCommand(name: string, { synopsis, doc, settings, flags }: Command): string[] {
  const accepted =
    settings === 'all' ? [] : settings.map((it) => `--${flagOf(serverSettings[it])}`);
  return [
    `  ${name}${synopsis}`,
    ...wrapWords(doc, BODY),
    ...(accepted.length === 0
      ? []
      : wrapWords(`Accepts the settings ${accepted.join(', ')}.`, BODY)),
    ...Object.entries(flags).flatMap(([flag, it]) => renderFlag(flag, it)),
  ];
}

function renderFlag(name: string, flag: Flag<unknown>): string[] {
  const { kind, doc, isSwitch } = flag;
  if (isSwitch === true) return [`    --${name}`, ...wrapWords(doc, BODY)];
  return [
    `    --${name} (default ${defaultTextOf(flag) ?? 'none'})`,
    ...wrapWords(`${doc} Expects ${kind.expectation}.`, BODY),
  ];
}

function renderSetting(setting: Setting<unknown>): string[] {
  return [
    ...renderNames(setting),
    ...wrapWords(setting.doc, BODY),
    ...wrapWords(describeSetting(setting).join(' '), BODY),
  ];
}

/** Renders names and default in one line, or in two or three if one would be too long. */
function renderNames(setting: Setting<unknown>): string[] {
  const names = namesOf(setting);
  const note = noteOf(setting);
  const forms = [[`${names.join(', ')} ${note}`], [names.join(', '), note]];
  const fits = (lines: readonly string[]) => lines.every((line) => line.length + 2 <= BODY.columns);
  const [flag, ...rest] = names;
  const lines = forms.find(fits) ?? [`${flag},`, `${rest.join(', ')} ${note}`];
  return lines.map((line) => `  ${line}`);
}

function namesOf(setting: Setting<unknown>): readonly [string, ...string[]] {
  if (setting.secret === undefined) return [`--${flagOf(setting)}`, setting.env];
  const fileVariable = fileVariableOf(setting.env);
  return setting.secret === 'file' ? [fileVariable] : [fileVariable, setting.env];
}

function noteOf(setting: Setting<unknown>): string {
  const fallback = `default ${defaultTextOf(setting) ?? 'none'}`;
  const notes = [
    setting.secret === undefined ? fallback : 'secret',
    ...(setting.isMutable === true ? ['mutable'] : []),
  ];
  return `(${notes.join(', ')})`;
}
