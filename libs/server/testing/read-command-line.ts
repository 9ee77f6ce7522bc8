import {
  readInvocation,
  type Invocation,
  type InfoRequest,
} from '../src/config/read-invocation.ts';
import type { Environment } from '../src/config/reading.ts';
import type { SettingDeclarations, ValuesOf } from '../src/config/setting.ts';
import { commands } from '../src/program/commands/commands.ts';

export { commands };

/** Reads a command line with the program's own commands. */
export function readCommandLine<Declared extends SettingDeclarations>(
  argv: readonly string[],
  env: Environment,
  declared: Declared,
): Invocation<Declared> | InfoRequest {
  return readInvocation({ argv, env, declared, commands });
}

/** Reads the settings of a server that is started with only an environment. */
export function readSettings<Declared extends SettingDeclarations>(
  env: Environment,
  declared: Declared,
): ValuesOf<Declared> {
  const invocation = readCommandLine([], env, declared);
  if ('settings' in invocation) return invocation.settings;
  throw new Error('Expected settings: an environment cannot contain --help or --version');
}
