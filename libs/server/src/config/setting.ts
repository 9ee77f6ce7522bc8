import type { Kind } from './kind.ts';

/** What is said once of a setting; parsing, types, help and documents follow from it. */
export interface Setting<Value> {
  /** Environment variable. The flag is the same word: `FILES_ROOT` is `--files-root`. */
  readonly env: string;
  readonly kind: Kind<Value & {}>;
  readonly default: Value;
  /** One sentence for the help text. */
  readonly doc: string;
  /** Where a secret may come from. It has no flag, and no text ever shows its value. */
  readonly secret?: 'file' | 'file or variable';
  /** Whether it can be changed while the server runs: it is read where it is used, and holds from the next look on. */
  readonly isMutable?: true;
}

export type SettingDeclarations = Readonly<Record<string, Setting<unknown>>>;

/** The values of declared settings, by the names they are declared under. */
export type ValuesOf<Declared extends SettingDeclarations> = {
  readonly [Name in keyof Declared]: Declared[Name]['default'];
};

/** Settings that stand together in help and documents. */
export interface SettingGroup {
  readonly title: string;
  readonly settings: SettingDeclarations;
}

type Declaration<Value, Default> = Omit<Setting<Value>, 'kind' | 'default'> & {
  readonly kind: Kind<Value>;
  readonly default: Default;
};

/** Takes the type of the value from the kind; without a default it may be undefined too. */
export function declare<Value>(setting: Declaration<Value, undefined>): Setting<Value | undefined>;
export function declare<Value>(setting: Declaration<Value, NoInfer<Value>>): Setting<Value>;
export function declare(setting: Setting<unknown>): Setting<unknown> {
  return setting;
}

/** The same settings with other defaults, those of one program. */
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

export function defaultsOf<Declared extends SettingDeclarations>(
  declared: Declared,
): ValuesOf<Declared> {
  const values = Object.entries(declared).map(([name, setting]) => [name, setting.default]);
  return Object.fromEntries(values) as ValuesOf<Declared>;
}

export function flagOf({ env }: { readonly env: string }): string {
  return env.toLowerCase().replaceAll('_', '-');
}

/** Every variable that a setting is read from: its own, and for a secret the one that names its file. */
export function variablesOf({ env, secret }: Pick<Setting<unknown>, 'env' | 'secret'>): string[] {
  return secret === undefined ? [env] : [env, fileVariableOf(env)];
}

export function fileVariableOf(env: string): string {
  return `${env}_FILE`;
}
