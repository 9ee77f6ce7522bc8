import { parseArgs } from 'node:util';
import { Fault } from '../host/faults/fault.ts';
import { nameArtefact } from '../host/name-artefact.ts';
import { nearestNames } from '../host/nearest-names.ts';
import { COMMANDS, type Command } from './commands.ts';

/** What a user asks for. */
export interface Call {
  /** Undefined for the overview. */
  readonly command: string | undefined;
  readonly isHelp: boolean;
  readonly entry: string | undefined;
  readonly flags: Flags;
}

export interface Flags {
  readonly output?: string;
  readonly arch?: readonly string[];
  readonly include?: readonly string[];
  readonly licences?: 'fail' | 'warn';
  readonly name?: string;
  readonly reference?: string;
  readonly image?: boolean;
  readonly deb?: boolean;
  readonly runtimeOnly?: boolean;
}

/**
 * Parses the arguments of `tscratch`.
 *
 * @throws {Fault} `USAGE` for an unknown command or flag, a missing value, or a second entry.
 */
export function parseCommandLine(args: readonly string[]): Call {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return { command: undefined, isHelp: true, entry: undefined, flags: {} };
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw refuseCommand(name);
  const { values, positionals } = parse(name, command, rest);
  const [entry, second] = positionals;
  if (second !== undefined || (entry !== undefined && !command.hasEntry))
    throw refuse(name, `"${second ?? entry ?? ''}" is one argument too many`);
  const flags = toFlags(name, values);
  const takesList = command.flags['arch']?.value === 'LIST';
  if (!takesList && flags.arch !== undefined && flags.arch.length > 1)
    throw refuse(name, `--arch is "${flags.arch.join(',')}", expected one processor`);
  return { command: name, isHelp: values['help'] === true, entry, flags };
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

function parse(name: string, { flags }: Command, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { type, short }]) => [
      flag,
      { type, ...(short !== undefined && { short }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as Values, positionals };
  } catch (error) {
    const { message } = error as Error;
    const [, unknown] = /^Unknown option '(-[^']*)'/.exec(message) ?? [];
    if (unknown === undefined) throw refuse(name, message.replace(/\. .*$/s, ''));
    const [nearest] = nearestNames(unknown.replace(/^-+/, ''), Object.keys(flags));
    throw refuse(name, `it has no flag "${unknown}", perhaps --${nearest ?? 'help'}`);
  }
}

function toFlags(name: string, values: Values): Flags {
  const text = (flag: string): string | undefined => {
    const value = values[flag];
    if (value === '') throw refuse(name, `--${flag} has no value`);
    return typeof value === 'string' ? value : undefined;
  };
  const list = (flag: string): readonly string[] | undefined => text(flag)?.split(',');
  const licences = text('licences');
  if (licences !== undefined && licences !== 'fail' && licences !== 'warn')
    throw refuse(name, `--licences is "${licences}", expected fail or warn`);
  const artefact = text('name');
  if (artefact !== undefined && artefact !== nameArtefact(artefact))
    throw refuse(name, `--name is "${artefact}", expected such as "${nameArtefact(artefact)}"`);
  const given = {
    output: text('output'),
    arch: list('arch'),
    include: list('include'),
    licences,
    name: artefact,
    reference: text('reference'),
    image: values['image'] === true || undefined,
    deb: values['deb'] === true || undefined,
    runtimeOnly: values['runtime-only'] === true || undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function refuseCommand(name: string): Fault {
  const known = Object.keys(COMMANDS);
  const [nearest = ''] = nearestNames(name, known);
  const reason = `there is no command "${name}", perhaps ${nearest}; the commands are ${known.join(', ')}`;
  return new Fault('USAGE', { command: '', reason });
}

function refuse(name: string, reason: string): Fault {
  return new Fault('USAGE', { command: ` ${name}`, reason });
}
