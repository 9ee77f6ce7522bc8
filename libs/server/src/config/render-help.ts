import { defaultTextOf, describeSetting } from './describe-setting.ts';
import { fileVariableOf, flagOf, type Setting, type SettingGroup } from './setting.ts';
import { wrapWords } from './wrap-words.ts';

const BODY = { prefix: '      ', columns: 80 };

/** The answer to `--help`: usage, then every setting as it is declared. */
export function renderHelp(program: string, groups: readonly SettingGroup[]): string {
  return [
    `Usage: ${program} [serve] [--flag=value ...]`,
    `       ${program} --help | --version`,
    '',
    'A flag wins over its environment variable; an empty variable counts as unset.',
    'Those marked mutable can be changed while the server runs.',
    ...groups.flatMap(({ title, settings }) => [
      '',
      `${title}:`,
      ...Object.values(settings).flatMap((setting) => ['', ...renderSetting(setting)]),
    ]),
    '',
  ].join('\n');
}

function renderSetting(setting: Setting<unknown>): string[] {
  return [
    ...renderNames(setting),
    ...wrapWords(setting.doc, BODY),
    ...wrapWords(describeSetting(setting).join(' '), BODY),
  ];
}

/** Names and default in one line, or in two where they are too long for one. */
function renderNames(setting: Setting<unknown>): string[] {
  const parts = [namesOf(setting), noteOf(setting)];
  const line = `  ${parts.join(' ')}`;
  return line.length <= BODY.columns ? [line] : parts.map((part) => `  ${part}`);
}

function namesOf(setting: Setting<unknown>): string {
  if (setting.secret === undefined) return `--${flagOf(setting)}, ${setting.env}`;
  const fileVariable = fileVariableOf(setting.env);
  return setting.secret === 'file' ? fileVariable : `${fileVariable}, ${setting.env}`;
}

function noteOf(setting: Setting<unknown>): string {
  const fallback = `default ${defaultTextOf(setting) ?? 'none'}`;
  const notes = [
    setting.secret === undefined ? fallback : 'secret',
    ...(setting.isMutable === true ? ['mutable'] : []),
  ];
  return `(${notes.join(', ')})`;
}
