import { defaultTextOf, describeSetting } from './describe-setting.ts';
import { flagOf, type Setting, type SettingGroup } from './setting.ts';

const PREFACE = `<!-- Rendered from libs/server/src/config/declared; to rewrite it: npx nx run server:render -->

# Settings

Each setting is an environment variable and a flag of the same name. A flag overrides its variable, and
an empty variable counts as unset; \`on\` and \`off\` mean \`true\` and \`false\`. If a setting is
wrong, the server does not start: it reports all problems at once and exits with status 78, or 64 if the
problem is on the command line. A variable that is one letter away from a setting counts as a problem
too, because a limit with a misspelt name would not apply. Variables of OpenTelemetry (\`OTEL_\`) are
the exception, as its specification asks: a value that cannot be used is ignored with a warning in the
log, and counts as unset.

A secret has no flag, because every user of the machine can see a command line. It is read from a
file: the one that \`NAME_FILE\` names, else the file named after the secret in \`$CREDENTIALS_DIRECTORY\`
(\`LoadCredential=\` of systemd), \`$NOMAD_SECRETS_DIR\` or \`/run/secrets\` (Docker). The file contains at
most 65536 bytes of UTF-8; one trailing newline is removed.
`;

/** Renders the page that lists all settings. */
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
