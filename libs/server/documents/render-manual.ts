import type { Command } from '../src/config/command.ts';
import { defaultTextOf, describeSetting } from '../src/config/describe-setting.ts';
import { fileVariableOf, flagOf, type Setting, type SettingGroup } from '../src/config/setting.ts';
import { commands } from '../src/program/commands/commands.ts';
import { EX } from '../src/world/faults/sysexits.ts';
import { escapeRoff, renderItem, renderSection } from './roff.ts';

/**
 * Renders the page of the manual about a program that systemd runs, section 8.
 *
 * @see man(7), man-pages(7) for the sections and their order
 */
export function renderManual(name: string, groups: readonly SettingGroup[]): string {
  const lines = [
    '.\\" Rendered from libs/server/src/config and documents; rewrite it: npx nx run server:render',
    `.TH ${escapeRoff(name.toUpperCase())} 8 "" tscratch`,
    ...renderSection('NAME', [`${escapeRoff(name)} \\- HTTP server in one file`]),
    ...renderSection('SYNOPSIS', renderSynopsis(name)),
    ...renderSection('DESCRIPTION', [escapeRoff(DESCRIPTION)]),
    ...renderSection('COMMANDS', Object.entries(commands).flatMap(renderCommand)),
    ...renderSection('SETTINGS', [escapeRoff(ABOUT_SETTINGS), ...groups.flatMap(renderGroup)]),
    ...renderSection('FILES', renderItems(describeFiles(name))),
    ...renderSection('EXIT STATUS', renderItems(EXIT_STATUSES)),
    ...renderSection('SIGNALS', renderItems(SIGNALS)),
    ...renderSection('SEE ALSO', SEE_ALSO.split('\n')),
  ];
  return `${lines.join('\n')}\n`;
}

type Items = readonly (readonly [term: string, text: string])[];

const DESCRIPTION = `Answers HTTP requests until it is asked to stop.
Health and metrics are on a port of their own, administration is on a unix socket.
The program is one statically linked file and uses no library of the system.`;

const ABOUT_SETTINGS = `Each setting is an environment variable and a flag of the same name.
A flag overrides its variable, and an empty variable counts as unset.
Wrong settings stop the start, all of them reported at once.`;

const EXIT_STATUSES: Items = [
  [
    String(EX.OK),
    'It was asked to stop and answered every open request, or the command succeeded.',
  ],
  [
    String(EX.FAILURE),
    'Requests were cut by the deadline or a second signal; healthcheck: not healthy.',
  ],
  [String(EX.USAGE), 'The command line is at fault.'],
  [String(EX.NOINPUT), 'A file or directory does not exist or cannot be read.'],
  [String(EX.UNAVAILABLE), 'Something it needs is taken or absent, such as its port.'],
  [String(EX.SOFTWARE), 'A mistake in the program itself.'],
  [String(EX.CANTCREAT), 'A file cannot be made.'],
  [String(EX.IOERR), 'What was to be written is lost.'],
  [String(EX.NOPERM), 'The system refuses the permission.'],
  [String(EX.CONFIG), 'A setting is at fault.'],
  ['127', 'The program cannot be started on this machine.'],
];

const SIGNALS: Items = [
  [
    'SIGTERM, SIGINT',
    'Stops: it is unready at once, answers open requests until DRAIN_TIMEOUT_MS, and ends. A second one ends it at once.',
  ],
  ['SIGHUP', 'Reads files again, such as the certificate.'],
];

const SEE_ALSO = `.BR systemctl (1),
.BR systemd.exec (5),
.BR systemd.socket (5)`;

function renderSynopsis(name: string): readonly string[] {
  const call = escapeRoff(name);
  const flags = '.RI [ \\-\\-flag=value " ...]"';
  return [
    `.B ${call}`,
    '.RB [ serve ]',
    flags,
    '.br',
    `.B ${call}`,
    '.I command',
    flags,
    '.br',
    `.B ${call}`,
    '.BR \\-\\-help | \\-\\-version',
  ];
}

function renderCommand([name, command]: readonly [string, Command]): readonly string[] {
  const { synopsis, doc, flags } = command;
  const ofFlags = Object.entries(flags).flatMap(([flag, { kind, doc: about, ...rest }]) => {
    const fallback = defaultTextOf(rest);
    const sentences = [about, `Expects ${kind.expectation}.`, ...renderDefault(fallback)];
    return renderItem(`--${flag}`, sentences.join('\n'));
  });
  const nested = ofFlags.length === 0 ? [] : ['.RS', ...ofFlags, '.RE'];
  return [...renderItem(`${name}${synopsis}`, doc), ...nested];
}

function renderGroup({ title, settings }: SettingGroup): readonly string[] {
  return [`.SS ${escapeRoff(title)}`, ...Object.values(settings).flatMap(renderSetting)];
}

function renderSetting(setting: Setting<unknown>): readonly string[] {
  const sentences = [
    setting.doc,
    ...describeSetting(setting),
    ...renderDefault(defaultTextOf(setting)),
    ...(setting.isMutable === true ? ['Can be changed while the server runs.'] : []),
  ];
  return renderItem(namesOf(setting), sentences.join('\n'));
}

/** A secret has no flag. */
function namesOf(setting: Setting<unknown>): string {
  if (setting.secret === undefined) return `${setting.env}, --${flagOf(setting)}`;
  return fileVariableOf(setting.env);
}

function renderDefault(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`Default: ${text}.`];
}

function renderItems(items: Items): readonly string[] {
  return items.flatMap(([term, text]) => renderItem(term, text));
}

function describeFiles(name: string): Items {
  return [
    [`/etc/default/${name}`, 'Settings of the service, read when it starts.'],
    [`/run/${name}/admin.sock`, 'Socket of administration, for root.'],
    [
      `/usr/share/doc/${name}`,
      'Where a Debian package is installed: licences, and what the program is made of.',
    ],
  ];
}
