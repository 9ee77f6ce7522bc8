import { directoryPath, ipAddress, oneOf, wholeNumber, type Kind } from './kind.ts';

export interface Setting<Value> {
  /** Environment variable. The flag is the same word: `FILES_ROOT` is `--files-root`. */
  readonly env: string;
  readonly kind: Kind<Value & {}>;
  readonly default: Value;
  /** One sentence for the help text. */
  readonly doc: string;
}

/** Every setting, declared here and nowhere else: parsing, help and types follow from it. */
export const declaredSettings = {
  port: declare({
    env: 'PORT',
    kind: wholeNumber({ min: 0, max: 65_535 }),
    default: 8080,
    doc: 'TCP port to listen on; 0 lets the kernel choose one.',
  }),
  host: declare({
    env: 'HOST',
    kind: ipAddress,
    default: '0.0.0.0',
    doc: 'Address to listen on; :: takes IPv6 and IPv4 where the machine has both.',
  }),
  filesRoot: declare<string | undefined>({
    env: 'FILES_ROOT',
    kind: directoryPath,
    default: undefined,
    doc: 'Directory to serve under /; without it / answers that the server is alive.',
  }),
  logLevel: declare({
    env: 'LOG_LEVEL',
    kind: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
    default: 'info',
    doc: 'Least severe log lines to write.',
  }),
};

export type SettingName = keyof typeof declaredSettings;
export type Settings = {
  readonly [Name in SettingName]: (typeof declaredSettings)[Name]['default'];
};

export function flagOf({ env }: { readonly env: string }): string {
  return env.toLowerCase().replaceAll('_', '-');
}

function declare<Value>(setting: Setting<Value>): Setting<Value> {
  return setting;
}
