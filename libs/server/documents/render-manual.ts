import type { Command } from '../src/config/command.ts';
import { defaultTextOf, describeSetting } from '../src/config/describe-setting.ts';
import { fileVariableOf, flagOf, type Setting, type SettingGroup } from '../src/config/setting.ts';
import { commands } from '../src/program/commands/commands.ts';
import { EX } from '../src/world/faults/sysexits.ts';
import { escapeRoff, renderItem, renderSection } from './roff.ts';

/**
 * Renders the manual page, section 8, of a program that systemd runs.
 *
 * @see man(7), man-pages(7) for the sections and their order
 */
export function renderManual(name: string, groups: readonly SettingGroup[]): string {
  const lines = [
    '.\\" Rendered from libs/server/src/config and documents; to rewrite it: npx nx run server:render',
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

const DESCRIPTION = `Serves HTTP requests until it receives SIGTERM or SIGINT.
Health and metrics have a port of their own, and the admin API has a unix socket.
The program is a single statically linked file and uses no library of the system.`;

const ABOUT_SETTINGS = `Each setting is an environment variable and a flag of the same name.
A flag overrides its variable, and an empty variable counts as unset.
If settings are wrong, the program reports all problems at once and does not start;
a value of an OTEL_ variable that cannot be used is ignored with a warning.`;

const EXIT_STATUSES: Items = [
  [
    String(EX.OK),
    'The server stopped after answering every open request, or the command succeeded.',
  ],
  [
    String(EX.FAILURE),
    'A request was not answered: at the deadline, at a second signal, or because its connection was being closed; healthcheck: the server is not healthy.',
  ],
  [String(EX.USAGE), 'The command line is wrong.'],
  [String(EX.NOINPUT), 'A file or directory does not exist or cannot be read.'],
  [String(EX.UNAVAILABLE), 'A resource is missing or in use, such as the port.'],
  [String(EX.SOFTWARE), 'An internal error.'],
  [String(EX.CANTCREAT), 'A file cannot be created.'],
  [String(EX.IOERR), 'Output could not be written.'],
  [String(EX.NOPERM), 'Permission denied.'],
  [String(EX.CONFIG), 'A setting is wrong.'],
  ['127', 'The program cannot start on this machine.'],
];

const SIGNALS: Items = [
  [
    'SIGTERM, SIGINT',
    'Stop: report not ready at once, answer open requests until DRAIN_TIMEOUT_MS, and exit. A second signal exits at once.',
  ],
  ['SIGHUP', 'Reload files such as the certificate.'],
  [
    'SIGUSR2',
    'With SEAMLESS_RESTART, start the program again, from its path, hand over the listening sockets, and stop; otherwise it ends the program at once.',
  ],
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
  const ofFlags = Object.entries(flags).flatMap(([flag, it]) => {
    const values = [`Expects ${it.kind.expectation}.`, ...renderDefault(defaultTextOf(it))];
    return renderItem(`--${flag}`, [it.doc, ...(it.isSwitch ? [] : values)].join('\n'));
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

/** Renders the names of a setting; a secret has no flag. */
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
    [`/etc/default/${name}`, 'Settings of the service, read at its start.'],
    [`/run/${name}/admin.sock`, 'Unix socket of the admin API, accessible to root.'],
    [`/usr/share/doc/${name}`, 'If installed as a Debian package: licences and SBOM.'],
  ];
}
