import { quote } from '../world/faults/escape-invisible.ts';
import { createTimedValue, type Clock, type TimedValue } from './timed-value.ts';
import { readText, type SettingSource } from './reading.ts';
import type { Setting, SettingDeclarations, ValuesOf } from './setting.ts';

/** Current state of a setting, as plain values. */
export interface SettingState {
  /** Numbers, words and booleans as such, anything else as a text that parses to it; null if unset. */
  readonly value: string | number | boolean | null;
  readonly default: SettingState['value'];
  /** Where the value comes from: `default`, `variable PORT`, `flag --port`, a file, or `admin` if changed. */
  readonly source: string;
  /** When a temporary change ends, in RFC 3339; null if it does not end. */
  readonly expiresAt: string | null;
  readonly mutable: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly unit: string | null;
  readonly description: string;
}

/** New texts by variable; null restores the value from the start. */
export type SettingChanges = Readonly<Record<string, string | null>>;

/** The settings of a running server. */
export interface LiveSettings<Declared extends SettingDeclarations = SettingDeclarations> {
  /** Current values. The object stays the same while the server runs, so read a mutable setting where it is used. */
  readonly current: ValuesOf<Declared>;
  /** Returns every setting by its variable; the values of secrets are masked. */
  readonly list: () => Readonly<Record<string, SettingState>>;
  /**
   * Makes all of the changes, or none.
   *
   * @param ttlMs Milliseconds after which the previous values return; without it, the changes are permanent.
   * @returns A sentence for each change that cannot be made; empty if all were made.
   */
  readonly change: (changes: SettingChanges, ttlMs?: number) => readonly string[];
  /** Returns the current text of each mutable setting that was changed, by its variable; null for the others. */
  readonly changes: () => SettingChanges;
  /** Calls the listener after each change, and when a temporary one has ended. */
  readonly onChange: (listener: () => void) => void;
  /** Stores the changes of a setting in another part, which changes the value for other reasons too. */
  readonly keepBy: (name: keyof Declared & string, keeper: TimedValue<unknown>) => void;
}

export interface LiveSettingsOptions<Declared extends SettingDeclarations> {
  readonly declared: Declared;
  /** Values from the start, and where each comes from. */
  readonly settings: ValuesOf<Declared>;
  readonly sources: { readonly [Name in keyof Declared]: SettingSource };
  readonly clock: Clock;
}

/** Text that stands for a secret. */
export const MASK = '******';

interface LiveSetting {
  readonly name: string;
  readonly setting: Setting<unknown>;
  readonly start: unknown;
  readonly source: SettingSource;
  changed: TimedValue<unknown>;
}

/** Creates the settings of a running server, with their values from the start. */
export function createLiveSettings<Declared extends SettingDeclarations>({
  declared,
  clock,
  ...given
}: LiveSettingsOptions<Declared>): LiveSettings<Declared> {
  const current: Record<string, unknown> = { ...given.settings };
  const listeners: (() => void)[] = [];
  const entries = new Map<string, LiveSetting>();
  for (const [name, setting] of Object.entries(declared)) {
    const changed = createTimedValue<unknown>(clock, apply);
    const start = { start: current[name], source: given.sources[name] ?? { from: 'default' } };
    entries.set(setting.env, { name, setting, ...start, changed });
  }
  function apply(): void {
    for (const { name, changed, start } of entries.values())
      current[name] = changed.value() ?? start;
    for (const listener of listeners) listener();
  }
  return {
    current: current as ValuesOf<Declared>,
    list: () => Object.fromEntries(Array.from(entries, ([env, entry]) => [env, stateOf(entry)])),
    change: (changes, ttlMs) => {
      const newTexts = Object.entries(changes);
      const problems = newTexts.flatMap(([env, text]) => problemOf(entries.get(env), env, text));
      if (problems.length > 0) return problems;
      for (const [env, text] of newTexts) {
        const entry = entries.get(env);
        const value = text === null ? undefined : entry?.setting.kind.parse(text);
        entry?.changed.set(value, text === null ? undefined : ttlMs);
      }
      apply();
      return [];
    },
    changes: () => {
      const mutable = [...entries].filter(([, { setting }]) => setting.isMutable === true);
      return Object.fromEntries(mutable.map(([env, entry]) => [env, textOf(entry)]));
    },
    onChange: (listener) => void listeners.push(listener),
    keepBy: (name, keeper) => {
      const entry = entries.get(declared[name]?.env ?? '');
      if (entry !== undefined) entry.changed = keeper;
    },
  };
}

function problemOf(
  entry: LiveSetting | undefined,
  env: string,
  text: string | null,
): readonly string[] {
  if (entry === undefined)
    return [`Cannot change ${quote(env)}: no such setting; GET /settings lists them all`];
  const { isMutable, kind } = entry.setting;
  if (isMutable !== true)
    return [`Cannot change ${env} while the server runs; set it and restart the server`];
  return text === null ? [] : readText({ from: 'variable', name: env }, text, kind).problems;
}

/** Renders what a setting was changed to, as a text that parses to it. */
function textOf({ changed }: LiveSetting): string | null {
  const value = changed.value();
  return value === undefined ? null : String(plain(value));
}

function stateOf({ setting, start, source, changed }: LiveSetting): SettingState {
  const { kind, secret, isMutable = false, doc } = setting;
  const change = changed.value();
  const show = (value: unknown): SettingState['value'] =>
    value === undefined ? null : secret === undefined ? plain(value) : MASK;
  return {
    value: show(change ?? start),
    default: show(setting.default),
    source: change === undefined ? describeSource(source) : 'admin',
    expiresAt: changed.expiresAt() ?? null,
    mutable: isMutable,
    min: kind.range?.min ?? null,
    max: kind.range?.max ?? null,
    unit: kind.unit ?? null,
    description: doc,
  };
}

/** Renders values that JSON cannot represent as texts: a list, a URL, key-value pairs. */
function plain(value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string' || value instanceof URL) return String(value);
  if (Array.isArray(value)) return value.join();
  return Object.entries(value ?? {})
    .map(([key, one]) => `${key}=${String(one)}`)
    .join();
}

function describeSource(source: SettingSource): string {
  switch (source.from) {
    case 'default':
      return 'default';
    case 'file':
      return `file ${source.path}`;
    default:
      return `${source.from} ${source.name}`;
  }
}
