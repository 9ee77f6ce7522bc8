import { defaultTextOf, describeSetting } from './describe-setting.ts';
import { fileVariableOf, type Setting, type SettingGroup } from './setting.ts';
import { wrapWords } from './wrap-words.ts';

const PREFACE = `# Settings of the server, each at its default. Take the # from a line to change it, then restart the
# service. Rendered from libs/server/src/config/declared; rewrite it with: npx nx run server:render
`;

/**
 * Renders what `EnvironmentFile=` of systemd reads, with every setting in a comment.
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

/** In double quotes systemd takes a backslash away before these four, and nowhere else: env-file.c. */
function quote(text: string): string {
  return /^[\w.,:/@%+=-]*$/.test(text) ? text : `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`;
}
