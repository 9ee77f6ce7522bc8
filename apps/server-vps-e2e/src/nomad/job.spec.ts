import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { readPackageFile } from '../workspace.ts';
import { readFacts } from './facts.ts';
import { findMistakes } from './find-mistakes.ts';
import { parseJob, type Job } from './job.ts';

const JOBS = ['server-vps', 'server-vps.raw-exec', 'server-vps.docker'] as const;

const facts = readFacts();
const readText = (name: string) => readPackageFile(`${name}.nomad.hcl`).toString();
const readJob = (name: string): Promise<Job> => parseJob(name, readText(name));

describe('the Nomad jobs', () => {
  it.each([
    ['server-vps', 'exec'],
    ['server-vps.raw-exec', 'raw_exec'],
    ['server-vps.docker', 'docker'],
  ])('%s is a job for the %s driver that agrees with the program', async (name, driver) => {
    const job = await readJob(name);
    expect(job.driver).toBe(driver);
    expect(findMistakes(job, facts)).toEqual([]);
  });

  it.each([
    ['server-vps', 'archive_url'],
    ['server-vps.raw-exec', 'archive_url'],
    ['server-vps.docker', 'image'],
  ])('%s requires the %s, and has a default for every other variable', async (name, required) => {
    const { variables } = await readJob(name);
    const missing = Object.entries(variables).filter(([, variable]) => !('default' in variable));
    expect(missing.map(([label]) => label)).toEqual([required]);
  });

  it.each(JOBS)('%s is placed on clients that can run the program', async (name) => {
    const { constraints } = await readJob(name);
    expect(constraints).toEqual([
      { attribute: '${attr.kernel.name}', value: 'linux' },
      { attribute: '${attr.cpu.arch}', value: process.arch === 'x64' ? 'amd64' : process.arch },
    ]);
  });

  it('differ only in the driver and its options', async () => {
    const [exec, raw, docker] = await Promise.all(JOBS.map(readJob));
    const shared = ({ update, checks, killSignal, killTimeout, shutdownDelay, service }: Job) => ({
      update,
      checks,
      killSignal,
      killTimeout,
      shutdownDelay,
      service,
    });
    expect(shared(raw as Job)).toEqual(shared(exec as Job));
    expect(shared(docker as Job)).toEqual(shared(exec as Job));
    expect(raw?.variables).toEqual(exec?.variables);
    expect(raw?.env).toEqual(exec?.env);
  });

  it.each(JOBS)('%s has no placeholder left', (name) => {
    expect(readText(name)).not.toMatch(/@[A-Z_]+@/);
  });
});

/** Evaluates the one form of condition that the jobs use for text; RE2 and JavaScript agree on it. */
function isAccepted({ variables }: Job, label: string, value: string): boolean {
  const condition = variables[label]?.validation?.[0]?.condition ?? '';
  const form = new RegExp(
    `^\\$\\{regex_replace\\(var\\.${label}, "(.*)", ""\\) != var\\.${label}\\}$`,
  );
  const [, pattern] = form.exec(condition) ?? [];
  if (pattern === undefined) throw new Error(`Unknown form of condition: ${condition}`);
  return value.replace(new RegExp(pattern), '') !== value;
}

describe('the variables of the Nomad jobs', () => {
  const digest = `sha256:${'0a'.repeat(32)}`;

  it.each([
    ['server-vps', 'archive_url', 'https://example.org/server-vps.tar.gz'],
    ['server-vps', 'archive_url', 'http://10.0.0.7:8000/a/b.tar.gz?archive=tar.gz'],
    ['server-vps', 'archive_url', 's3::https://s3.eu-central-1.amazonaws.com/b/c.tar.gz'],
    ['server-vps', 'archive_checksum', digest],
    ['server-vps', 'version', '1.4.0'],
    ['server-vps', 'version', '1.4.0-rc.1+build.7'],
    ['server-vps.docker', 'image', 'registry.example.org/server-vps'],
    ['server-vps.docker', 'image', 'localhost:5000/team/server-vps'],
    ['server-vps.docker', 'image_digest', digest],
  ])('of %s, %s accepts %s', async (name, label, value) => {
    expect(isAccepted(await readJob(name), label, value)).toBe(true);
  });

  it.each([
    ['server-vps', 'archive_url', ''],
    ['server-vps', 'archive_url', 'server-vps.tar.gz'],
    ['server-vps', 'archive_url', 'file:///srv/server-vps.tar.gz'],
    ['server-vps', 'archive_url', 'https://example.org/server-vps.zip'],
    ['server-vps', 'archive_checksum', 'md5:00'],
    ['server-vps', 'archive_checksum', digest.toUpperCase()],
    ['server-vps', 'version', 'latest'],
    ['server-vps.docker', 'image', 'server-vps'],
    ['server-vps.docker', 'image', 'registry.example.org/server-vps:latest'],
    ['server-vps.docker', 'image', `registry.example.org/server-vps@${digest}`],
    ['server-vps.docker', 'image_digest', 'sha256:00'],
  ])('of %s, %s rejects %j', async (name, label, value) => {
    expect(isAccepted(await readJob(name), label, value)).toBe(false);
  });

  it.each(JOBS)('of %s have error messages that Nomad accepts', async (name) => {
    const { variables } = await readJob(name);
    const all = Object.values(variables).flatMap(({ validation = [] }) => validation);
    for (const { error_message: message } of all) expect(message).toMatch(/^The [^\n]+\.$/);
  });
});

describe('docs/deploy-nomad.md', () => {
  it.each(JOBS)('explains every variable of %s', async (name) => {
    const page = readFileSync(join(workspacePath, 'docs/deploy-nomad.md'), 'utf8');
    for (const label of Object.keys((await readJob(name)).variables))
      expect(page).toMatch(new RegExp(`^\\| .*\`${label}\``, 'm'));
  });
});

/** Finds the mistakes of a job after the first occurrence of a text is replaced. */
async function findIn(name: string, from: RegExp | string, to: string): Promise<readonly string[]> {
  const text = readText(name);
  const changed = text.replace(from, () => to);
  expect(changed).not.toBe(text);
  return findMistakes(await parseJob(name, changed), facts);
}

describe('findMistakes()', () => {
  const otherDigest = `"sha256:${'0'.repeat(64)}"`;

  it.each([
    ['server-vps', 'path', '"/ready"', 'the check ready asks for /ready, which is not there'],
    ['server-vps', 'limit', '0', 'no limit to restart at'],
    ['server-vps', 'timeout', '"20s"', 'the check ready may take longer than its interval'],
    ['server-vps', 'port', '"ops"', 'the service is not at the port http'],
    ['server-vps', 'PORT', '"${NOMAD_PORT_ops}"', 'PORT is not ${NOMAD_PORT_http}'],
    ['server-vps', 'kill_signal', '"SIGHUP"', 'SIGHUP does not end it as SIGTERM does'],
    ['server-vps', 'kill_timeout', '"25s"', 'it is killed before it has drained'],
    ['server-vps', 'kill_timeout', '"1m"', 'clients do not allow the kill_timeout'],
    ['server-vps', 'shutdown_delay', '"0s"', 'callers are sent to a server that is going'],
    ['server-vps', 'healthy_deadline', '"5m"', 'healthy_deadline is not below progress_deadline'],
    ['server-vps', 'canary', '0', 'auto_promote needs a canary'],
    ['server-vps', 'auto_revert', 'false', 'a bad update stays'],
    ['server-vps', 'health_check', '"task_states"', 'an update does not wait for the checks'],
    ['server-vps', 'perms', '"644"', 'a secret has the mode 644'],
    ['server-vps', 'gid', '0', 'a secret belongs to 65534:0'],
    ['server-vps', 'command', '"local/server"', 'the archive has no local/server'],
    ['server-vps', 'destination', '"bin"', 'the archive is unpacked where nobody looks'],
    ['server-vps', 'checksum', '"md5:00"', 'the archive is not checked'],
    ['server-vps', 'user', '"root"', 'it runs as root'],
    ['server-vps.docker', 'SHUTDOWN_DELAY_MS', '"5000"', 'Nomad waits, and the server once more'],
    ['server-vps.docker', 'to', '8081', 'PORT is not 8081'],
    ['server-vps.docker', 'ports', '["http"]', 'the driver does not map the ports'],
    ['server-vps.docker', 'image', '"${var.image}:latest"', 'the image is not one by digest'],
    ['server-vps.docker', 'readonly_rootfs', 'false', 'the root of the container can be written'],
    ['server-vps.docker', 'cap_drop', '["net_raw"]', 'the container keeps capabilities'],
    ['server-vps.docker', 'security_opt', '[]', 'the container may gain privileges'],
    ['server-vps.docker', 'disable', 'false', 'Docker checks, too'],
  ])('of %s with %s = %s', async (name, key, value, mistake) => {
    const present = new RegExp(`(?<=^ *${key} += ).*$`, 'm');
    expect(await findIn(name, present, value)).toContain(mistake);
  });

  it.each([
    ['server-vps', '"/livez"', '"/readyz"', 'not /livez alone restarts'],
    ['server-vps', 'port "ops" {}', 'port "admin" {}', 'the ports are admin,http'],
    ['server-vps', 'OPS_PORT = ', 'OPSPORT = ', 'there is no setting OPSPORT'],
    ['server-vps.docker', 'to = 9000', 'to = 9001', 'OPS_PORT is not 9001'],
    [
      'server-vps',
      'port     = "ops"\n        path     = "/livez"',
      'port     = "http"\n        path     = "/livez"',
      'the check alive does not ask the port ops',
    ],
    [
      'server-vps',
      'port     = "ops"\n      provider',
      'port     = "http"\n      provider',
      'no service leads to the port ops',
    ],
    [
      'server-vps',
      '"secrets/${template.value}"',
      '"local/${template.value}"',
      'a secret is written to local/${template.value}',
    ],
    ['server-vps', '"admin-read-token", ', '', `the secrets are ${facts.secrets.join()}`],
    ['server-vps', 'regex_replace(', 'regexreplace(', 'Nomad has no function regexreplace'],
    ['server-vps', `"${facts.digests.archive}"`, otherDigest, 'the checksum is another one'],
    [
      'server-vps.docker',
      `"${facts.digests.image}"`,
      otherDigest,
      'the digest is of another image',
    ],
  ])('of %s with %j turned into %j', async (name, from, to, mistake) => {
    expect(await findIn(name, from, to)).toContain(mistake);
  });
});
