import { defaultTextOf, describeSetting } from './describe-setting.ts';
import { flagOf, type Setting, type SettingGroup } from './setting.ts';

const PREFACE = `<!-- Rendered from libs/server/src/config/declared; rewrite it with: npx nx run server:render -->

# Settings

Each setting is an environment variable and a flag of the same name; a flag wins over its variable,
and an empty variable counts as unset. Wrong settings stop the start, all of them reported at once,
with exit code 78, or 64 where the command line is at fault. A variable that is one letter from one of
these stops it too: a limit whose name is misspelt would not hold.

A secret has no flag, because every user of the machine can read a command line. It comes from a
file: the one that \`NAME_FILE\` names, else the one of its name in \`$CREDENTIALS_DIRECTORY\`
(\`LoadCredential=\` of systemd), \`$NOMAD_SECRETS_DIR\` or \`/run/secrets\` (Docker). A file has at most
65536 bytes of UTF-8; one newline at its end is left out.
`;

/** The page of all settings. */
export function renderSettingsDoc(groups: readonly SettingGroup[]): string {
  return [PREFACE, ...groups.flatMap(renderGroup)].join('\n');
}

function renderGroup({ title, settings }: SettingGroup): string[] {
  return [`## ${title}\n`, ...Object.values(settings).map(renderSetting)];
}

function renderSetting(setting: Setting<unknown>): string {
  const fallback = defaultTextOf(setting);
  const facts = [
    ...(setting.secret === undefined ? [`- Flag: \`--${flagOf(setting)}\``] : []),
    ...(fallback === undefined ? [] : [`- Default: \`${fallback}\``]),
    ...describeSetting(setting).map((sentence) => `- ${sentence}`),
    ...(setting.isMutable === true ? ['- Can be changed while the server runs.'] : []),
  ];
  return [`### ${setting.env}\n`, `${setting.doc}\n`, ...facts, ''].join('\n');
}
