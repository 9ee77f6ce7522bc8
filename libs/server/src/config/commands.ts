import { filePath, httpUrl, urlPath, wholeNumber } from './kind.ts';
import type { Setting } from './setting.ts';
import type { SettingName } from './settings.ts';

/** What a command takes beside settings; it has no variable. */
export type Flag<Value> = Pick<Setting<Value>, 'kind' | 'default' | 'doc'>;
type Flags = Readonly<Record<string, Flag<unknown>>>;

/** One thing that the program can be called to do. */
export interface Command {
  /** The words after its own, as usage shows them. */
  readonly synopsis: string;
  /** How many of them there may be. */
  readonly maxWords: number;
  /** One sentence for the help text. */
  readonly doc: string;
  /** The settings it looks at; it is not stopped by mistakes in others. */
  readonly settings: 'all' | readonly SettingName[];
  /** By their names, without the hyphens in front. */
  readonly flags: Flags;
}

const path: Flag<string> = {
  kind: urlPath,
  default: '/livez',
  doc: 'Path to ask. Who restarts the unhealthy asks /livez, who sends requests elsewhere asks /readyz.',
};
const waitMs: Flag<number> = {
  kind: wholeNumber({ min: 0, max: 600_000, unit: 'milliseconds' }),
  default: 0,
  doc: 'Milliseconds to ask again until it is healthy, as ExecStartPost= of systemd needs; 0 asks once.',
};
const url: Flag<URL | undefined> = {
  kind: httpUrl,
  default: undefined,
  doc: 'Where administration listens on TCP; without it the unix socket is asked.',
};
const tokenFile: Flag<string | undefined> = {
  kind: filePath,
  default: undefined,
  doc: 'File of the token for --url.',
};

/** Every command; the first is what a call without one does. */
export const commands = {
  serve: {
    synopsis: '',
    maxWords: 0,
    doc: 'Serves until asked to stop.',
    settings: 'all',
    flags: {},
  },
  healthcheck: {
    synopsis: '',
    maxWords: 0,
    doc: 'Asks the server beside it whether it is healthy: exits 0, or 1 after a sentence.',
    settings: ['opsPort', 'opsHost', 'adminSocket'],
    flags: { path, 'wait-ms': waitMs },
  },
  admin: {
    synopsis: ' [METHOD] PATH [JSON]',
    maxWords: 3,
    doc: 'Sends a request to the administration of the server beside it; GET / lists what there is.',
    settings: ['adminSocket'],
    flags: { url, 'token-file': tokenFile },
  },
  config: {
    synopsis: '',
    maxWords: 0,
    doc: 'Shows each setting as serve would take it, and where it comes from.',
    settings: 'all',
    flags: {},
  },
  sbom: {
    synopsis: '',
    maxWords: 0,
    doc: 'Prints what the program is made of: its SBOM, in JSON as CycloneDX 1.6.',
    settings: [],
    flags: {},
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

/** The values of a command's flags, by their names. */
export type FlagsOf<Name extends CommandName> = {
  readonly [
    Key in keyof (typeof commands)[Name]['flags']
  ]: (typeof commands)[Name]['flags'][Key] extends Flag<infer Value> ? Value : never;
};

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(commands, word);
}
