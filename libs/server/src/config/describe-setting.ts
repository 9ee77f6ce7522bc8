import { fileVariableOf, flagOf, type Setting } from './setting.ts';

/** The default as `parse` would read it; undefined where there is none, or nobody should read it. */
export function defaultTextOf(
  setting: Pick<Setting<unknown>, 'default' | 'secret'>,
): string | undefined {
  const text = String(setting.default);
  return setting.default === undefined || text === '' || setting.secret !== undefined
    ? undefined
    : text;
}

/** What else there is to know of a setting, a sentence each. */
export function describeSetting(setting: Setting<unknown>): readonly string[] {
  return [
    `Expects ${setting.kind.expectation}.`,
    ...(setting.secret === undefined ? [] : [describeSecret(setting)]),
  ];
}

function describeSecret(setting: Setting<unknown>): string {
  const variable = setting.secret === 'file' ? '' : `, ${setting.env} itself`;
  return (
    `A secret, read from the file that ${fileVariableOf(setting.env)} names${variable}, else from the file ` +
    `${flagOf(setting)} in $CREDENTIALS_DIRECTORY, $NOMAD_SECRETS_DIR or /run/secrets.`
  );
}
