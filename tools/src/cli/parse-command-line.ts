import { parseArgs } from 'node:util';
import { Fault } from '../host/faults/fault.ts';
import { nameArtefact } from '../host/name-artefact.ts';
import { nearestNames } from '../host/nearest-names.ts';
import { VERIFY_CONDITIONS, type VerifyConditions } from '../rebuild/verify/condition.ts';
import { COMMANDS, type Command } from './commands.ts';

/** What a user asks for. */
export interface Call {
  /** Undefined for the overview, or for the version if that is not help. */
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
  readonly conditions?: VerifyConditions;
  readonly against?: string;
  readonly isDefault?: boolean;
  readonly file?: string;
  readonly attach?: readonly string[];
  readonly from?: string;
  readonly username?: string;
  readonly passwordStdin?: boolean;
  readonly sourceMap?: boolean;
  readonly map?: string;
  readonly program?: string;
}

/**
 * Parses the arguments of `tscratch`.
 *
 * @throws {Fault} `USAGE` for an unknown command or flag, a missing value, a second entry, or what would have no effect.
 */
export function parseCommandLine(args: readonly string[]): Call {
  const [name, ...rest] = args;
  const isHelp = name === undefined || ['--help', '-h', 'help'].includes(name);
  if (name === 'help' && rest[0] !== undefined) return parseCommandLine([rest[0], '--help']);
  if (isHelp || name === '--version' || name === '-v')
    return { command: undefined, isHelp, entry: undefined, flags: {} };
  return parseCommand(name, rest);
}

function parseCommand(name: string, rest: readonly string[]): Call {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw refuseCommand(name);
  const { values, positionals } = parse(name, command, rest);
  const [entry, second] = positionals;
  if (second !== undefined || (entry !== undefined && command.argument === undefined))
    throw refuse(name, `"${second ?? entry ?? ''}" is one argument too many`);
  const flags = toFlags(name, values);
  const takesList = command.flags['arch']?.value === 'LIST';
  if (!takesList && flags.arch !== undefined && flags.arch.length > 1)
    throw refuse(name, `--arch is "${flags.arch.join(',')}", expected one processor`);
  if (flags.runtimeOnly === true) checkRuntimeOnly(name, entry, flags);
  return { command: name, isHelp: isSet(values, 'help') === true, entry, flags };
}

function checkRuntimeOnly(name: string, entry: string | undefined, flags: Flags): void {
  const ofProgram = ['include', 'licences', 'name'].filter((flag) => flag in flags);
  const found = [
    ...(entry === undefined ? [] : [`"${entry}"`]),
    ...ofProgram.map((flag) => `--${flag}`),
    ...(flags.sourceMap === true ? ['--source-map'] : []),
  ];
  if (found.length === 0) return;
  const reason = `--runtime-only is for an image without a program, expected no ${found.join(', ')} with it`;
  throw refuse(name, reason);
}

type Values = Readonly<Record<string, readonly (string | boolean)[] | undefined>>;

function parse(name: string, { flags }: Command, args: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { type, short }]) => [
      flag,
      { type, multiple: true, ...(short !== undefined && { short }) },
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

function isSet(values: Values, flag: string): true | undefined {
  return values[flag] === undefined ? undefined : true;
}

function toFlags(name: string, values: Values): Flags {
  const texts = (flag: string): readonly string[] => {
    const given = (values[flag] ?? []).map(String);
    if (given.includes('')) throw refuse(name, `--${flag} has no value`);
    return given;
  };
  const text = (flag: string): string | undefined => {
    const [first, second] = texts(flag);
    if (second === undefined) return first;
    throw refuse(name, `--${flag} is there twice, expected once`);
  };
  const list = (flag: string): readonly string[] | undefined => {
    const joined = texts(flag).join(',');
    const parts = joined.split(',');
    const expected = parts.includes('') ? 'no empty part' : 'each part once';
    if (joined !== '' && (parts.includes('') || new Set(parts).size < parts.length))
      throw refuse(name, `--${flag} is "${joined}", expected ${expected}`);
    return joined === '' ? undefined : parts;
  };
  const choice = <Choice extends string>(flag: string, known: readonly Choice[]) => {
    const value = text(flag);
    const found = known.find((each) => each === value);
    if (value !== undefined && found === undefined)
      throw refuse(name, `--${flag} is "${value}", expected ${known.join(' or ')}`);
    return found;
  };
  const artefact = text('name');
  if (artefact !== undefined && artefact !== nameArtefact(artefact))
    throw refuse(name, `--name is "${artefact}", expected such as "${nameArtefact(artefact)}"`);
  const given = {
    output: text('output'),
    arch: list('arch'),
    include: list('include'),
    licences: choice('licences', ['fail', 'warn']),
    name: artefact,
    reference: text('reference'),
    image: isSet(values, 'image'),
    deb: isSet(values, 'deb'),
    runtimeOnly: isSet(values, 'runtime-only'),
    conditions: choice('conditions', VERIFY_CONDITIONS),
    against: text('against'),
    isDefault: isSet(values, 'default'),
    file: text('file'),
    attach: list('attach'),
    from: text('from'),
    username: text('username'),
    passwordStdin: isSet(values, 'password-stdin'),
    sourceMap: isSet(values, 'source-map'),
    map: text('map'),
    program: text('program'),
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
