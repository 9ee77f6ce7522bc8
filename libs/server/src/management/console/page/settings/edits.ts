import type { SettingState, Settings } from '../api/answers.ts';

/** New texts by the names of settings; null restores the value from the start. */
export type Edits = ReadonlyMap<string, string | null>;

/** The settings at a time, with the entity tag of that state. */
export interface SettingsVersion {
  readonly settings: Settings;
  readonly etag: string;
}

/** Renders a value as the text that a field edits. */
export function textOfValue(value: SettingState['value']): string {
  return value === null ? '' : String(value);
}

/** Adds an edit; the current value is no edit. */
export function addEdit(
  edits: Edits,
  name: string,
  edit: { readonly text: string | null; readonly current: SettingState['value'] },
): Edits {
  const others = [...edits].filter(([other]) => other !== name);
  const isChange = edit.text === null || edit.text !== textOfValue(edit.current);
  return new Map(isChange ? [...others, [name, edit.text] as const] : others);
}

/** Removes an edit. */
export function dropEdit(edits: Edits, name: string): Edits {
  return new Map([...edits].filter(([other]) => other !== name));
}

/** A setting that someone else has changed. */
export interface Conflict {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly source: string;
  /** Whether it is also edited here. */
  readonly isEdited: boolean;
}

/** Lists what differs between the version that the edits are based on and a later one. */
export function findConflicts(
  { settings: before }: Pick<SettingsVersion, 'settings'>,
  { settings: after }: Pick<SettingsVersion, 'settings'>,
  edits: Edits,
): readonly Conflict[] {
  return Object.entries(after).flatMap(([name, { value, source }]) => {
    const old = before[name];
    if (old === undefined || (old.value === value && old.source === source)) return [];
    const texts = { before: textOfValue(old.value), after: textOfValue(value) };
    return [{ name, ...texts, source, isEdited: edits.has(name) }];
  });
}

/** Describes the values that a setting accepts: `1 to 120 s`, `at least 0`, `true or false`. */
export function describeAllowed({
  value,
  default: fallback,
  min,
  max,
  unit,
}: SettingState): string {
  if (typeof (value ?? fallback) === 'boolean') return 'true or false';
  const isBounded = max !== null && max < Number.MAX_SAFE_INTEGER;
  const range =
    min !== null && isBounded
      ? `${min} to ${max}`
      : min !== null
        ? `at least ${min}`
        : isBounded
          ? `at most ${max}`
          : '';
  const short = unit === null ? '' : (SHORT_UNITS[unit] ?? unit);
  return [range, short].filter((part) => part !== '').join(' ');
}

const SHORT_UNITS: Readonly<Record<string, string>> = { milliseconds: 'ms', seconds: 's' };

export interface SettingFilter {
  /** In the name or the description, in any case. */
  readonly text: string;
  readonly kind: 'all' | 'mutable' | 'set';
}

/** Returns the function that says whether a setting passes a filter. */
export function createSettingFilter({
  text,
  kind,
}: SettingFilter): (name: string, setting: SettingState) => boolean {
  const wanted = text.toLowerCase();
  return (name, { mutable, source, description }) =>
    `${name} ${description}`.toLowerCase().includes(wanted) &&
    (kind !== 'mutable' || mutable) &&
    (kind !== 'set' || source !== 'default');
}
