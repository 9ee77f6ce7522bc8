import {
  variablesOf,
  withDefaults,
  type Setting,
  type SettingDeclarations,
  type SettingGroup,
} from './setting.ts';
import { serverGroups, serverSettings, type Settings } from './settings.ts';

/** What a program says about settings. */
export interface SettingsOfProgram<AppSettings extends SettingDeclarations> {
  readonly defaults?: Partial<Settings>;
  readonly settings?: AppSettings;
}

/**
 * Gathers the settings of a program: the server's with the program's defaults, and its own.
 *
 * @throws {Error} where the program declares what is declared already, or what no flag can name.
 */
export function declareProgram<AppSettings extends SettingDeclarations>({
  defaults,
  settings,
}: SettingsOfProgram<AppSettings>): typeof serverSettings & AppSettings {
  const server = withDefaults(serverSettings, defaults);
  const own = settings ?? ({} as AppSettings);
  for (const [name, setting] of Object.entries(own)) refuseClash(name, setting, own);
  return { ...server, ...own };
}

/** The same settings as help and documents order them. */
export function groupProgram<AppSettings extends SettingDeclarations>({
  defaults,
  settings = {} as AppSettings,
}: SettingsOfProgram<AppSettings>): readonly SettingGroup[] {
  const groups = serverGroups.map((group) => ({
    ...group,
    settings: withDefaults(group.settings, defaults),
  }));
  return Object.keys(settings).length === 0
    ? groups
    : [...groups, { title: 'Application', settings }];
}

/** A name is used once: else one value would silently serve two settings. */
function refuseClash(name: string, setting: Setting<unknown>, own: SettingDeclarations): void {
  const { env } = setting;
  if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(env) || env === 'HELP' || env === 'VERSION')
    throw new Error(`Cannot declare the setting "${env}": expected a name such as ORDERS_URL`);
  if (Object.hasOwn(serverSettings, name))
    throw new Error(`Cannot declare "${name}": the server has a setting of that name; rename it`);
  const others = Object.values({ ...serverSettings, ...own }).filter((it) => it !== setting);
  const taken = new Set(others.flatMap(variablesOf));
  const clash = variablesOf(setting).find((variable) => taken.has(variable));
  if (clash !== undefined)
    throw new Error(`Cannot declare "${name}": another setting is read from ${clash}; rename it`);
}
