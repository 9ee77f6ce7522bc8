import { quote } from '../../world/faults/escape-invisible.ts';
import type { SettingSource } from '../../config/reading.ts';
import type { Setting, SettingDeclarations } from '../../config/setting.ts';

export interface Config {
  readonly declared: SettingDeclarations;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, SettingSource>>;
}

/** Renders the output of `config`: each setting with its value and source, a secret only as set or unset. */
export function renderConfig({ declared, settings, sources }: Config): string {
  const lines = Object.entries(declared).map(([name, setting]) => {
    const source = sources[name] ?? { from: 'default' };
    return `${setting.env}=${renderValue(setting, settings[name])}  # ${renderSource(source)}\n`;
  });
  return lines.join('');
}

function renderValue({ secret }: Setting<unknown>, value: unknown): string {
  const text = isRecord(value) ? renderPairs(value) : String(value);
  if (value === undefined) return '';
  if (secret !== undefined) return '******';
  return /^[\w,./:@%=+[\]-]*$/.test(text) ? text : quote(text);
}

/** Whether a value is key-value pairs, the only ones whose `String()` does not parse to the same value. */
function isRecord(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value?.constructor === Object;
}

function renderPairs(pairs: Readonly<Record<string, string>>): string {
  const texts = Object.entries(pairs).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return texts.join(',');
}

function renderSource(source: SettingSource): string {
  switch (source.from) {
    case 'default':
      return 'default';
    case 'file':
      return `file ${source.path}`;
    case 'flag':
    case 'variable':
      return `${source.from} ${source.name}`;
  }
}
