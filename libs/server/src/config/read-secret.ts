import { join } from 'node:path';
import { readSecretFile } from './read-secret-file.ts';
import type { Environment, Reading, SettingSource } from './reading.ts';
import { fileVariableOf, flagOf, type Setting } from './setting.ts';

/**
 * Reads a secret: from the file that `NAME_FILE` names, from its own variable if that is allowed, or
 * from the first file found where systemd, Nomad and Docker put secrets. No problem quotes it.
 *
 * The mode of the file is not checked: Docker mounts secrets with 0444 and Kubernetes with 0644, in
 * containers that have no other user. Rejecting those modes would drive people to variables.
 */
export function readSecret(setting: Setting<unknown>, env: Environment): Reading {
  const variable: SettingSource = { from: 'variable', name: setting.env };
  const refuse = (problem: string): Reading => ({ source: variable, problems: [problem] });
  const text = env[setting.env] ?? '';
  const fileVariable = fileVariableOf(setting.env);
  if (text === '') return readFromFile(setting, env);
  if (setting.secret === 'file')
    return refuse(
      `Cannot read the secret ${setting.env} from a variable: child processes and crash reports can see it; put it into a file and set ${fileVariable} to its path`,
    );
  if ((env[fileVariable] ?? '') !== '')
    return refuse(`Cannot use both ${setting.env} and ${fileVariable}; remove one of them`);
  return parse(setting, variable, text);
}

/**
 * Returns the paths at which to look for the file of a secret, in order.
 *
 * @see systemd.exec(5) LoadCredential=, Nomad's NOMAD_SECRETS_DIR, Docker's /run/secrets
 */
export function secretPathsOf(
  setting: Pick<Setting<unknown>, 'env'>,
  env: Environment,
): readonly string[] {
  const named = env[fileVariableOf(setting.env)] ?? '';
  if (named !== '') return [named];
  const directories = [env['CREDENTIALS_DIRECTORY'], env['NOMAD_SECRETS_DIR'], '/run/secrets'];
  return directories.flatMap((directory) =>
    directory === undefined || directory === '' ? [] : [join(directory, flagOf(setting))],
  );
}

function readFromFile(setting: Setting<unknown>, env: Environment): Reading {
  const fileVariable = fileVariableOf(setting.env);
  const isNamed = (env[fileVariable] ?? '') !== '';
  for (const path of secretPathsOf(setting, env)) {
    const source: SettingSource = { from: 'file', path };
    const found = readSecretFile(path);
    if ('text' in found) return parse(setting, source, found.text);
    if (found.isMissing && !isNamed) continue;
    const remedy = found.isMissing ? `; create it or correct ${fileVariable}` : '';
    const problem = `Cannot read the secret ${setting.env} from "${path}": ${found.trouble}${remedy}`;
    return { source, problems: [problem] };
  }
  return { source: { from: 'default' }, value: setting.default, problems: [] };
}

function parse({ env, kind }: Setting<unknown>, source: SettingSource, text: string): Reading {
  const value = kind.parse(text);
  if (value !== undefined) return { source, value, text, problems: [] };
  const place = source.from === 'file' ? `"${source.path}"` : 'its variable';
  const problem = `Cannot read the secret ${env} from ${place}: expected ${kind.expectation}`;
  return { source, problems: [problem] };
}
