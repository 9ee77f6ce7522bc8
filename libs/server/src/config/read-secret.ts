import { join } from 'node:path';
import { readSecretFile } from './read-secret-file.ts';
import type { Environment, Reading, Source } from './reading.ts';
import { fileVariableOf, flagOf, type Setting } from './setting.ts';

/**
 * Reads a secret: from the file that `NAME_FILE` names, from its own variable where it may have one,
 * else from the first file there is where systemd, Nomad and Docker put it. No problem quotes it.
 *
 * The mode of a file is not looked at: Docker mounts secrets with 0444 and Kubernetes with 0644, where
 * no other user is. To refuse those would teach people to pass secrets in variables.
 */
export function readSecret(setting: Setting<unknown>, env: Environment): Reading {
  const variable: Source = { from: 'variable', name: setting.env };
  const refuse = (problem: string): Reading => ({ source: variable, problems: [problem] });
  const text = env[setting.env] ?? '';
  const fileVariable = fileVariableOf(setting.env);
  if (text === '') return readFromFile(setting, env);
  if (setting.secret === 'file')
    return refuse(
      `Cannot take the secret ${setting.env} from a variable, which child processes and crash reports see; put it into a file and name that in ${fileVariable}`,
    );
  if ((env[fileVariable] ?? '') !== '')
    return refuse(`Cannot take both ${setting.env} and ${fileVariable}; leave one of them`);
  return take(setting, variable, text);
}

/**
 * Where the file of a secret may be, the first that is there wins.
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
    const source: Source = { from: 'file', path };
    const found = readSecretFile(path);
    if ('text' in found) return take(setting, source, found.text);
    if (found.isMissing && !isNamed) continue;
    const remedy = found.isMissing ? `; create it or correct ${fileVariable}` : '';
    const problem = `Cannot read the secret ${setting.env} from "${path}": ${found.trouble}${remedy}`;
    return { source, problems: [problem] };
  }
  return { source: { from: 'default' }, value: setting.default, problems: [] };
}

function take({ env, kind }: Setting<unknown>, source: Source, text: string): Reading {
  const value = kind.parse(text);
  if (value !== undefined) return { source, value, problems: [] };
  const place = source.from === 'file' ? `"${source.path}"` : 'its variable';
  const problem = `Cannot take the secret ${env} from ${place}: expected ${kind.expectation}`;
  return { source, problems: [problem] };
}
