import type { Command, Flags, FlagsOf } from '../../config/command.ts';
import type { Invocation } from '../../config/read-invocation.ts';
import type { ServerDeclarations, SettingName } from '../../config/settings.ts';
import type { World } from '../../world/world.ts';
import type { ServeOptions } from '../parts.ts';

type ProgramInvocation = Invocation<ServerDeclarations> & ServeOptions;

/** Input of a command: the program, and the values of the settings and flags that the command declares. */
export interface CommandInput<
  Name extends SettingName = SettingName,
  Declared extends Flags = Flags,
> extends Omit<ProgramInvocation, 'settings' | 'flags'> {
  readonly settings: Pick<ProgramInvocation['settings'], Name>;
  readonly flags: FlagsOf<Declared>;
}

/** A command of the program. */
export interface RunnableCommand<
  Name extends SettingName = SettingName,
  Declared extends Flags = Flags,
> extends Command {
  readonly settings: 'all' | readonly Name[];
  readonly flags: Declared;
  /**
   * Runs the command to its end. Import in it what only this command needs.
   *
   * A method, so that commands with their own settings and flags fit into one table.
   *
   * @returns The exit status.
   */
  run(world: World, input: CommandInput<Name, Declared>): Promise<number>;
}

/** Defines a command; the input of `run` has the types of the declared settings and flags. */
export function defineCommand<const Name extends SettingName, Declared extends Flags>(
  command: RunnableCommand<Name, Declared>,
): RunnableCommand<Name, Declared> {
  return command;
}
