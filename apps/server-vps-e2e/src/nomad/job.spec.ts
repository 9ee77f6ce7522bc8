import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { readPackageFile } from '../workspace.ts';
import { readFacts } from './facts.ts';
import { findMistakes } from './find-mistakes.ts';
import { parseJob, type Job } from './job.ts';

const JOBS = [
  'server-vps',
  'server-vps.actions',
  'server-vps.raw-exec',
  'server-vps.docker',
  'server-vps.docker-load',
  'server-vps.podman',
] as const;

const facts = readFacts();
const readText = (name: string) => readPackageFile(`${name}.nomad.hcl`).toString();
const readJob = (name: string): Promise<Job> => parseJob(name, readText(name));

describe('the Nomad jobs', () => {
  it.each([
    ['server-vps', 'exec'],
    ['server-vps.actions', 'exec'],
    ['server-vps.raw-exec', 'raw_exec'],
    ['server-vps.docker', 'docker'],
    ['server-vps.docker-load', 'docker'],
    ['server-vps.podman', 'podman'],
  ])('%s is a job for the %s driver that agrees with the program', async (name, driver) => {
    const job = await readJob(name);
    expect(job.driver).toBe(driver);
    expect(findMistakes(job, facts)).toEqual([]);
  });

  it.each([
    ['server-vps', 'archive_url'],
    ['server-vps.actions', 'archive_url'],
    ['server-vps.raw-exec', 'archive_url'],
    ['server-vps.docker', 'image'],
    ['server-vps.docker-load', 'image_url'],
    ['server-vps.podman', 'image'],
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
    const [exec, actions, raw, docker, load, podman] = (await Promise.all(JOBS.map(readJob))) as [
      Job,
      Job,
      Job,
      Job,
      Job,
      Job,
    ];
    const shared = ({ update, checks, killSignal, killTimeout, shutdownDelay, service }: Job) => ({
      update,
      checks,
      killSignal,
      killTimeout,
      shutdownDelay,
      service,
    });
    for (const job of [actions, raw, docker, load, podman])
      expect(shared(job)).toEqual(shared(exec));
    const { files_volume: files, ...others } = exec.variables;
    expect(files?.default).toBe(''); // raw_exec mounts no volumes
    expect(raw.variables).toEqual(others);
    expect(raw.env).toEqual(exec.env);
    expect(podman.variables).toEqual(docker.variables);
    for (const job of [load, podman]) expect(job.env).toEqual(docker.env);
  });

  it('only the job for Nomad 2 has actions, and is the one for exec otherwise', async () => {
    const jobs = await Promise.all(JOBS.map(readJob));
    const withActions = JOBS.filter((_, index) => Object.keys(jobs[index]?.actions ?? {}).length);
    expect(withActions).toEqual(['server-vps.actions']);
    const [exec, { text, actions, ...others } = {} as Job] = jobs;
    expect({ ...exec, text, actions }).toEqual({ ...others, text, actions });
    expect(Object.keys(actions)).toEqual(['health', 'requests', 'settings', 'threaddump']);
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
    ['server-vps.podman', 'image', 'registry.example.org/server-vps'],
    ['server-vps.docker-load', 'image_url', 'https://files.example.org/server-vps/image.tar'],
    ['server-vps.docker-load', 'image_url', 'http://10.0.0.7:8000/image.tar?archive=false'],
    ['server-vps.docker-load', 'image_checksum', digest],
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
    ['server-vps.docker-load', 'image_url', 'https://files.example.org/server-vps.tar'],
    ['server-vps.docker-load', 'image_url', 'image.tar'],
    ['server-vps.docker-load', 'image_checksum', '00'],
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

const MISSING_KEY = 'a task without its secret starts and fails, again and again';

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
    ['server-vps', 'shutdown_delay', '"5s"', 'a proxy learns too late of a server that is going'],
    ['server-vps', 'healthy_deadline', '"10s"', 'min_healthy_time is not below healthy_deadline'],
    ['server-vps', 'progress_deadline', '"5m"', 'a bad update is tried again for minutes'],
    ['server-vps', 'canary', '1', 'an update stops servers before the new ones are healthy'],
    ['server-vps', 'error_on_missing_key', 'false', MISSING_KEY],
    ['server-vps', 'HOST', '"${NOMAD_IP_http}"\n LOG_LEVEL = "warn"', 'LOG_LEVEL cannot be set'],
    ['server-vps', 'auto_revert', 'false', 'a bad update stays'],
    ['server-vps', 'health_check', '"task_states"', 'an update does not wait for the checks'],
    ['server-vps', 'perms', '"644"', 'a secret has the mode 644'],
    ['server-vps', 'gid', '0', 'a secret belongs to 65534:0'],
    ['server-vps', 'command', '"local/server"', 'the archive has no local/server'],
    ['server-vps', 'destination', '"bin"', 'the archive is unpacked where nobody looks'],
    ['server-vps', 'checksum', '"md5:00"', 'the archive is not checked'],
    ['server-vps', 'user', '"root"', 'it runs as root'],
    ['server-vps.docker', 'SHUTDOWN_DELAY_MS', '"0"', 'a restart in place refuses connections'],
    ['server-vps.docker', 'to', '8081', 'PORT is not 8081'],
    ['server-vps.docker', 'ports', '["http"]', 'the driver does not map the ports'],
    ['server-vps.docker', 'image', '"${var.image}:latest"', 'the image is not one by digest'],
    ['server-vps.docker', 'readonly_rootfs', 'false', 'the root of the container can be written'],
    ['server-vps.docker', 'cap_drop', '["net_raw"]', 'the container keeps capabilities'],
    ['server-vps.docker', 'security_opt', '[]', 'the container may gain privileges'],
    ['server-vps.docker', 'disable', 'false', 'Docker checks, too'],
    ['server-vps.docker-load', 'load', '"shop.tar"', 'the driver loads another file'],
    ['server-vps.docker-load', 'image', '"shop:latest"', 'the file contains server-vps:latest'],
    ['server-vps.docker-load', 'archive', '"true"', 'Nomad unpacks the image'],
    ['server-vps.docker-load', 'checksum', '"md5:00"', 'the image is not checked'],
    [
      'server-vps.docker-load',
      'destination',
      '"image"',
      'the image is fetched where the driver does not look',
    ],
    ['server-vps.podman', 'address_mode', '"auto"', 'podman lists an address inside the container'],
    ['server-vps.podman', 'image', '"${var.image}:latest"', 'the image is not one by digest'],
    ['server-vps.podman', 'readonly_rootfs', 'false', 'the root of the container can be written'],
    [
      'server-vps.podman',
      'pids_limit',
      '64\n healthchecks {\n disable = true\n }',
      'podman knows no healthchecks',
    ],
    ['server-vps.actions', 'args', '["admin", "/healthz"]', 'the action health asks for /healthz'],
    [
      'server-vps.actions',
      'args',
      '["config", "/health"]',
      'the action health is no request to administration',
    ],
  ])('of %s with %s = %s', async (name, key, value, mistake) => {
    const present = new RegExp(`(?<=^ *${key} += ).*$`, 'm');
    expect(await findIn(name, present, value)).toContain(mistake);
  });

  it.each([
    ['server-vps', '"/livez"', '"/readyz"', 'not /livez alone restarts'],
    ['server-vps', 'port "ops" {', 'port "admin" {', 'the ports are admin,http'],
    [
      'server-vps',
      'task "server" {',
      'service {}\n task "server" {',
      'a service is listed before there is a program',
    ],
    ['server-vps', 'concat(', 'join(', 'Nomad has no function join'],
    ['server-vps', 'OPS_PORT = ', 'OPSPORT = ', 'there is no setting OPSPORT'],
    [
      'server-vps.actions',
      '        command = "local/server-vps"\n        args    = ["admin", "/health"]',
      '        command = "sh"\n        args    = ["admin", "/health"]',
      'the action health runs sh',
    ],
    [
      'server-vps.docker-load',
      `"${facts.digests.imageFile}"`,
      otherDigest,
      'the checksum is another one',
    ],
    ['server-vps.docker', 'to           = 9000', 'to           = 9001', 'OPS_PORT is not 9001'],
    [
      'server-vps',
      'port     = "ops"\n          path     = "/livez"',
      'port     = "http"\n          path     = "/livez"',
      'the check alive does not ask the port ops',
    ],
    [
      'server-vps',
      'port         = "ops"\n        address_mode',
      'port         = "http"\n        address_mode',
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
