import { createTimedValue, type Clock, type TimedValue } from './timed-value.ts';
import type { Source } from './reading.ts';
import type { Setting, SettingDeclarations, ValuesOf } from './setting.ts';

/** How a setting stands, as plain values. */
export interface SettingState {
  /** A number, word or truth value as it is, all else as the text that reads as it; null where there is none. */
  readonly value: string | number | boolean | null;
  readonly default: SettingState['value'];
  /** Where the value comes from: `default`, `variable PORT`, `flag --port`, a file, or `admin` for a change. */
  readonly source: string;
  /** When a change ends, in RFC 3339; null where it stays. */
  readonly expiresAt: string | null;
  readonly mutable: boolean;
  readonly min: number | null;
  readonly max: number | null;
  readonly unit: string | null;
  readonly description: string;
}

/** Wanted texts by variable; null goes back to the value of the start. */
export type SettingChanges = Readonly<Record<string, string | null>>;

/** The settings of a running server. */
export interface LiveSettings<Declared extends SettingDeclarations = SettingDeclarations> {
  /** The current values: one object for the server's whole life, so read a mutable setting where it is used. */
  readonly current: ValuesOf<Declared>;
  /** Every setting by its variable; the values of secrets are left out. */
  readonly list: () => Readonly<Record<string, SettingState>>;
  /**
   * Changes all that is wanted, or nothing.
   *
   * @param ttlMs Milliseconds after which what was before comes back; without it the changes stay.
   * @returns A sentence for each change that cannot be made; none where all are.
   */
  readonly change: (changes: SettingChanges, ttlMs?: number) => readonly string[];
  /** Calls back after each change, and when one has ended. */
  readonly onChange: (listener: () => void) => void;
  /** Lets another part keep the changes of a setting, where it has them for other reasons as well. */
  readonly keepBy: (name: keyof Declared & string, keeper: TimedValue<unknown>) => void;
}

export interface LiveSettingsOptions<Declared extends SettingDeclarations> {
  readonly declared: Declared;
  /** The values at the start, and where each comes from. */
  readonly settings: ValuesOf<Declared>;
  readonly sources: { readonly [Name in keyof Declared]: Source };
  readonly clock: Clock;
}

/** What a secret is shown as. */
export const MASK = '******';

interface Entry {
  readonly name: string;
  readonly setting: Setting<unknown>;
  readonly start: unknown;
  readonly source: Source;
  changed: TimedValue<unknown>;
}

/** Creates the settings of a running server, as they were at its start. */
export function createLiveSettings<Declared extends SettingDeclarations>({
  declared,
  clock,
  ...given
}: LiveSettingsOptions<Declared>): LiveSettings<Declared> {
  const current: Record<string, unknown> = { ...given.settings };
  const listeners: (() => void)[] = [];
  const entries = new Map<string, Entry>();
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
      const wanted = Object.entries(changes);
      const problems = wanted.flatMap(([env, text]) => problemOf(entries.get(env), env, text));
      if (problems.length > 0) return problems;
      for (const [env, text] of wanted) {
        const entry = entries.get(env);
        const value = text === null ? undefined : entry?.setting.kind.parse(text);
        entry?.changed.set(value, text === null ? undefined : ttlMs);
      }
      apply();
      return [];
    },
    onChange: (listener) => void listeners.push(listener),
    keepBy: (name, keeper) => {
      const entry = entries.get(declared[name]?.env ?? '');
      if (entry !== undefined) entry.changed = keeper;
    },
  };
}

function problemOf(entry: Entry | undefined, env: string, text: string | null): string[] {
  if (entry === undefined)
    return [`Cannot change ${JSON.stringify(env)}: GET /settings lists the settings there are`];
  const { isMutable, kind } = entry.setting;
  if (isMutable !== true)
    return [`Cannot change ${env} while the server runs; set it and start the server again`];
  if (text === null || kind.parse(text) !== undefined) return [];
  return [`Cannot read ${env}=${JSON.stringify(text)}: expected ${kind.expectation}`];
}

function stateOf({ setting, start, source, changed }: Entry): SettingState {
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

/** Texts for what JSON has no word for: a list, a URL, pairs of key and value. */
function plain(value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string' || value instanceof URL) return String(value);
  if (Array.isArray(value)) return value.join();
  return Object.entries(value ?? {})
    .map(([key, one]) => `${key}=${String(one)}`)
    .join();
}

function describeSource(source: Source): string {
  switch (source.from) {
    case 'default':
      return 'default';
    case 'file':
      return `file ${source.path}`;
    default:
      return `${source.from} ${source.name}`;
  }
}
