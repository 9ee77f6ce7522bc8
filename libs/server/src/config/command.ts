import type { Setting } from './setting.ts';
import type { SettingName } from './settings.ts';

/** An option of one command, in addition to settings; it has no environment variable. */
export type Flag<Value> = Pick<Setting<Value>, 'kind' | 'default' | 'doc'>;
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** How a command is called. */
export interface Command {
  /** The words after the command's name, as the usage shows them. */
  readonly synopsis: string;
  /** How many of them there may be. */
  readonly maxWords: number;
  /** One sentence for the help text. */
  readonly doc: string;
  /** The settings it reads; mistakes in others do not stop it. */
  readonly settings: 'all' | readonly SettingName[];
  /** By their names, without the leading hyphens. */
  readonly flags: Flags;
}

/** The commands of a program by name; `serve` runs if none is named. */
export type Commands = Readonly<Record<string, Command>> & { readonly serve: Command };

/** The values of a command's flags, by their names. */
export type FlagsOf<Declared extends Flags> = {
  readonly [Name in keyof Declared]: Declared[Name]['default'];
};
