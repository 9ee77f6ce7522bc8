import type { Command, Flags, FlagsOf } from '../../config/command.ts';
import type { Invocation } from '../../config/read-invocation.ts';
import type { ServerDeclarations, SettingName } from '../../config/settings.ts';
import type { World } from '../../world/world.ts';
import type { ServeOptions } from '../parts.ts';

type Call = Invocation<ServerDeclarations> & ServeOptions;

/** What a command is run with: the program, and the values of what the command declares. */
export interface CommandCall<
  Name extends SettingName = SettingName,
  Declared extends Flags = Flags,
> extends Omit<Call, 'settings' | 'flags'> {
  readonly settings: Pick<Call['settings'], Name>;
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
   * A method, so that commands with settings and flags of their own fit into one table.
   *
   * @returns The exit status.
   */
  run(world: World, call: CommandCall<Name, Declared>): Promise<number>;
}

/** Takes the types of `run` from the declared settings and flags. */
export function defineCommand<const Name extends SettingName, Declared extends Flags>(
  command: RunnableCommand<Name, Declared>,
): RunnableCommand<Name, Declared> {
  return command;
}
