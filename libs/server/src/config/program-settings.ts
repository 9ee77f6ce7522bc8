import {
  variablesOf,
  withDefaults,
  type Setting,
  type SettingDeclarations,
  type SettingGroup,
} from './setting.ts';
import { serverGroups, serverSettings, type Settings } from './settings.ts';

/** Settings that a program declares, and its defaults for those of the server. */
export interface ProgramSettings<AppSettings extends SettingDeclarations> {
  readonly defaults?: Partial<Settings>;
  readonly settings?: AppSettings;
}

/**
 * Declares the settings of a program: the server's with the program's defaults, and its own.
 *
 * @throws {Error} if the program declares a name that exists already or that no flag can have.
 */
export function declareProgram<AppSettings extends SettingDeclarations>({
  defaults,
  settings,
}: ProgramSettings<AppSettings>): typeof serverSettings & AppSettings {
  const server = withDefaults(serverSettings, defaults);
  const own = settings ?? ({} as AppSettings);
  for (const [name, setting] of Object.entries(own)) refuseClash(name, setting, own);
  return { ...server, ...own };
}

/** Groups the same settings for help and documents. */
export function groupProgram<AppSettings extends SettingDeclarations>({
  defaults,
  settings = {} as AppSettings,
}: ProgramSettings<AppSettings>): readonly SettingGroup[] {
  const groups = serverGroups.map((group) => ({
    ...group,
    settings: withDefaults(group.settings, defaults),
  }));
  return Object.keys(settings).length === 0
    ? groups
    : [...groups, { title: 'Application', settings }];
}

/** Rejects a name that is used twice, because one value would silently apply to two settings. */
function refuseClash(name: string, setting: Setting<unknown>, own: SettingDeclarations): void {
  const { env } = setting;
  if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(env) || env === 'HELP' || env === 'VERSION')
    throw new Error(`Cannot declare the setting "${env}": expected a name such as ORDERS_URL`);
  if (Object.hasOwn(serverSettings, name))
    throw new Error(`Cannot declare "${name}": the server has a setting with that name; rename it`);
  const others = Object.values({ ...serverSettings, ...own }).filter((it) => it !== setting);
  const taken = new Set(others.flatMap(variablesOf));
  const clash = variablesOf(setting).find((variable) => taken.has(variable));
  if (clash !== undefined)
    throw new Error(`Cannot declare "${name}": another setting reads ${clash}; rename it`);
}
