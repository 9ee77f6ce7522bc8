import { defaultTextOf, describeSetting } from './describe-setting.ts';
import { fileVariableOf, type Setting, type SettingGroup } from './setting.ts';
import { wrapWords } from './wrap-words.ts';

const PREFACE = `# Settings of the server with their defaults. To change one, remove the # from its line, edit the
# value and restart the service.
# Rendered from libs/server/src/config/declared; to rewrite it: npx nx run server:render
`;

/**
 * Renders a file for `EnvironmentFile=` of systemd, with every setting commented out.
 *
 * @see systemd.exec(5) EnvironmentFile=
 */
export function renderEnvironmentFile(groups: readonly SettingGroup[]): string {
  return [PREFACE, ...groups.flatMap(renderGroup)].join('\n');
}

function renderGroup({ title, settings }: SettingGroup): string[] {
  return [`## ${title}\n`, ...Object.values(settings).map(renderSetting)];
}

function renderSetting(setting: Setting<unknown>): string {
  const text = [setting.doc, ...describeSetting(setting)].join(' ');
  const name = setting.secret === undefined ? setting.env : fileVariableOf(setting.env);
  const assignment = `#${name}=${quote(defaultTextOf(setting) ?? '')}`;
  return [...wrapWords(text, { prefix: '# ', columns: 100 }), assignment, ''].join('\n');
}

/** Inside double quotes, systemd removes a backslash before these four characters only: env-file.c. */
function quote(text: string): string {
  return /^[\w.,:/@%+=-]*$/.test(text) ? text : `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`;
}
