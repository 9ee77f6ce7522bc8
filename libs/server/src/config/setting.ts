import type { Kind } from './kind.ts';

/** What is said once of a setting; parsing, types, help and documents follow from it. */
export interface Setting<Value> {
  /** Environment variable. The flag is the same word: `FILES_ROOT` is `--files-root`. */
  readonly env: string;
  readonly kind: Kind<Value & {}>;
  readonly default: Value;
  /** One sentence for the help text. */
  readonly doc: string;
}

export type SettingDeclarations = Readonly<Record<string, Setting<unknown>>>;

/** The values of declared settings, by the names they are declared under. */
export type ValuesOf<Declared extends SettingDeclarations> = {
  readonly [Name in keyof Declared]: Declared[Name]['default'];
};

/** Keeps the type of the value where the default is one of several. */
export function declare<Value>(setting: Setting<Value>): Setting<Value> {
  return setting;
}

/** The same settings with other defaults, those of one program. */
export function withDefaults<Declared extends SettingDeclarations>(
  declared: Declared,
  defaults: Partial<ValuesOf<Declared>> = {},
): Declared {
  const given = Object.entries<unknown>(defaults).map(([name, value]) => [
    name,
    { ...declared[name], default: value },
  ]);
  return { ...declared, ...(Object.fromEntries(given) as Partial<Declared>) };
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
