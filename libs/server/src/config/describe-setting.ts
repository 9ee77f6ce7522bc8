import { fileVariableOf, flagOf, type Setting } from './setting.ts';

/** Renders the default as a text that parses to it; undefined if there is none, or it is a secret. */
export function defaultTextOf(
  setting: Pick<Setting<unknown>, 'default' | 'secret'>,
): string | undefined {
  const text = String(setting.default);
  return setting.default === undefined || text === '' || setting.secret !== undefined
    ? undefined
    : text;
}

/** Describes the values and sources of a setting, one sentence each. */
export function describeSetting(setting: Setting<unknown>): readonly string[] {
  return [
    `Expects ${setting.kind.expectation}.`,
    ...(setting.secret === undefined ? [] : [describeSecret(setting)]),
  ];
}

function describeSecret(setting: Setting<unknown>): string {
  const variable = setting.secret === 'file' ? '' : `, else from ${setting.env} itself`;
  return (
    `Secret, read from the file that ${fileVariableOf(setting.env)} names${variable}, else from the file ` +
    `${flagOf(setting)} in $CREDENTIALS_DIRECTORY, $NOMAD_SECRETS_DIR or /run/secrets.`
  );
}
