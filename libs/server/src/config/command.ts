import type { Setting } from './setting.ts';
import type { SettingName } from './settings.ts';

/** An option of a single command, in addition to settings; it has no environment variable. */
export interface Flag<Value> extends Pick<Setting<Value>, 'kind' | 'default' | 'doc'> {
  /** Whether the flag may stand without a value, which means true. */
  readonly isSwitch?: true;
}
export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** Declaration of a command's call: words, settings and flags. */
export interface Command {
  /** Words after the command's name, as the usage shows them. */
  readonly synopsis: string;
  /** Maximum number of words. */
  readonly maxWords: number;
  /** One sentence for the help text. */
  readonly doc: string;
  /** Settings that the command reads; mistakes in other settings do not stop it. */
  readonly settings: 'all' | readonly SettingName[];
  /** Flags by name, without the leading hyphens. */
  readonly flags: Flags;
}

/** Commands of a program by name; `serve` runs if the command line names none. */
export type Commands = Readonly<Record<string, Command>> & { readonly serve: Command };

/** Values of a command's flags, by name. */
export type FlagsOf<Declared extends Flags> = {
  readonly [Name in keyof Declared]: Declared[Name]['default'];
};
