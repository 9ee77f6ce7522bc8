import type { Kind } from './kind.ts';

/** Declaration of a setting, from which parsing, types, help and documents are derived. */
export interface Setting<Value> {
  /** Environment variable. The flag is derived from it: `FILES_ROOT` is `--files-root`. */
  readonly env: string;
  readonly kind: Kind<Value & {}>;
  readonly default: Value;
  /** One sentence for the help text. */
  readonly doc: string;
  /** Where a secret may come from. A secret has no flag, and no text ever shows its value. */
  readonly secret?: 'file' | 'file or variable';
  /** Whether it can be changed while the server runs; a change applies from the next time the value is read. */
  readonly isMutable?: true;
  /** Whether a variable that cannot be read counts as unset, with a warning; by default it stops the start. */
  readonly isTolerant?: true;
}

export type SettingDeclarations = Readonly<Record<string, Setting<unknown>>>;

/** Values of declared settings, by the names they are declared under. */
export type ValuesOf<Declared extends SettingDeclarations> = {
  readonly [Name in keyof Declared]: Declared[Name]['default'];
};

/** Settings under one heading of help and documents. */
export interface SettingGroup {
  readonly title: string;
  readonly settings: SettingDeclarations;
}

type Declaration<Value, Default> = Omit<Setting<Value>, 'kind' | 'default'> & {
  readonly kind: Kind<Value>;
  readonly default: Default;
};

/** Declares a setting. The kind determines the type of its value, which may be undefined without a default. */
export function declare<Value>(setting: Declaration<Value, undefined>): Setting<Value | undefined>;
export function declare<Value>(setting: Declaration<Value, NoInfer<Value>>): Setting<Value>;
export function declare(setting: Setting<unknown>): Setting<unknown> {
  return setting;
}

/** Returns the same settings with the defaults of a program. */
export function withDefaults<Declared extends SettingDeclarations>(
  declared: Declared,
  defaults: Readonly<Record<string, unknown>> = {},
): Declared {
  const changed = Object.entries(declared).map(([name, setting]) => [
    name,
    Object.hasOwn(defaults, name) ? { ...setting, default: defaults[name] } : setting,
  ]);
  return Object.fromEntries(changed) as Declared;
}

/** Returns the same settings as tolerant ones. */
export function tolerant<Declared extends SettingDeclarations>(declared: Declared): Declared {
  const changed = Object.entries(declared).map(([name, setting]) => [
    name,
    { ...setting, isTolerant: true },
  ]);
  return Object.fromEntries(changed) as Declared;
}

/** Returns the defaults of declared settings, by the same names. */
export function defaultsOf<Declared extends SettingDeclarations>(
  declared: Declared,
): ValuesOf<Declared> {
  const values = Object.entries(declared).map(([name, setting]) => [name, setting.default]);
  return Object.fromEntries(values) as ValuesOf<Declared>;
}

/** Returns the flag of a setting, without the leading hyphens. */
export function flagOf({ env }: { readonly env: string }): string {
  return env.toLowerCase().replaceAll('_', '-');
}

/** Returns the variables that a setting is read from: its own, and for a secret the one that names its file. */
export function variablesOf({ env, secret }: Pick<Setting<unknown>, 'env' | 'secret'>): string[] {
  return secret === undefined ? [env] : [env, fileVariableOf(env)];
}

/** Returns the variable that names the file of a secret. */
export function fileVariableOf(env: string): string {
  return `${env}_FILE`;
}
