import type { Job } from './job.ts';

/** Facts about the program that a job must agree with. */
export interface Facts {
  /** Default of each setting by its name. */
  readonly defaults: ReadonlyMap<string, string>;
  /** File names of the secrets it reads. */
  readonly secrets: readonly string[];
  /** Paths at which the ops listener answers. */
  readonly opsPaths: readonly string[];
  /** Files of the archive. */
  readonly members: readonly string[];
  /** Digests of the artefacts that the drivers fetch. */
  readonly digests: Readonly<Record<'archive' | 'image', string>>;
}

/** Default of a client's max_kill_timeout, in seconds. */
const MAX_KILL_SECONDS = 30;

/** Debian's user nobody, and the user of the image. */
const USER_IDS: Readonly<Record<string, number>> = {
  exec: 65_534,
  raw_exec: 65_534,
  docker: 65_532,
};

/**
 * Functions of HCL in Nomad that the jobs may call; Terraform has more.
 *
 * @see https://developer.hashicorp.com/nomad/docs/reference/hcl2/functions
 */
const FUNCTIONS = ['floor', 'length', 'merge', 'regex_replace', 'replace', 'setintersection'];

/** Finds contradictions of a job with the program or itself. @returns A sentence for each. */
export function findMistakes(job: Job, facts: Facts): readonly string[] {
  const rules = [
    findInPorts,
    findInChecks,
    findInTimes,
    findInSettings,
    findInSecrets,
    findInSource,
  ];
  const findings = rules.flatMap((find) => find(job, facts));
  return findings.flatMap(([isRight, mistake]) => (isRight ? [] : [mistake]));
}

type Finding = readonly [isRight: boolean, mistake: string];

function findInPorts({ ports, service, opsService, env, config, driver }: Job): Finding[] {
  const labels = Object.keys(ports);
  const expected = (label: string) => String(ports[label] ?? `\${NOMAD_PORT_${label}}`);
  return [
    [labels.join() === 'http,ops', `the ports are ${labels.join()}`],
    [service['port'] === 'http', 'the service is not at the port http'],
    [opsService?.['port'] === 'ops', 'no service leads to the port ops'],
    [env['PORT'] === expected('http'), `PORT is not ${expected('http')}`],
    [env['OPS_PORT'] === expected('ops'), `OPS_PORT is not ${expected('ops')}`],
    [
      driver !== 'docker' || String(config['ports']) === labels.join(),
      'the driver does not map the ports',
    ],
  ];
}

function findInChecks({ checks }: Job, { opsPaths }: Facts): Finding[] {
  const restarting = checks.filter((check) => check.check_restart !== undefined);
  return [
    ...checks.flatMap(({ name, type, port, path }): Finding[] => [
      [type === 'http', `the check ${name} is not of type http`],
      [port === 'ops', `the check ${name} does not ask the port ops`],
      [opsPaths.includes(path), `the check ${name} asks for ${path}, which is not there`],
    ]),
    [checks.some(({ path }) => path === '/readyz'), 'no check asks for /readyz'],
    [restarting.map(({ path }) => path).join() === '/livez', 'not /livez alone restarts'],
    [
      restarting.every((check) => (check.check_restart?.[0]?.limit ?? 0) > 0),
      'no limit to restart at',
    ],
  ];
}

function findInTimes(job: Job, { defaults }: Facts): Finding[] {
  const { update, killSignal, checks, env } = job;
  const milliseconds = (name: string) => Number(env[name] ?? defaults.get(name));
  const killSeconds = parseSeconds(job.killTimeout);
  const minimum = parseSeconds(update.min_healthy_time);
  const [healthy, progress] = [update.healthy_deadline, update.progress_deadline].map(parseSeconds);
  return [
    [killSignal === 'SIGTERM', `${killSignal} does not end it as SIGTERM does`],
    [killSeconds * 1000 > milliseconds('DRAIN_TIMEOUT_MS'), 'it is killed before it has drained'],
    [killSeconds <= MAX_KILL_SECONDS, 'clients do not allow the kill_timeout'],
    [milliseconds('SHUTDOWN_DELAY_MS') === 0, 'Nomad waits, and the server once more'],
    [parseSeconds(job.shutdownDelay) > 0, 'callers are sent to a server that is going'],
    [minimum < Number(healthy), 'min_healthy_time is not below healthy_deadline'],
    [Number(healthy) < Number(progress), 'healthy_deadline is not below progress_deadline'],
    ...checks.map(({ name, timeout, interval }): Finding => [
      parseSeconds(timeout) < parseSeconds(interval),
      `the check ${name} may take longer than its interval`,
    ]),
    [update.canary >= 1, 'auto_promote needs a canary'],
    [update.health_check === 'checks', 'an update does not wait for the checks'],
    [update.auto_revert, 'a bad update stays'],
  ];
}

function findInSettings({ env, text }: Job, { defaults }: Facts): Finding[] {
  const calls = [...text.matchAll(/(?<![\]\w])([a-z_]+)\(/g)].map(([, name = '']) => name);
  const types = ['list', 'map', 'set'];
  return [
    ...Object.keys(env).map((name): Finding => [defaults.has(name), `there is no setting ${name}`]),
    ...calls.map((name): Finding => [
      [...FUNCTIONS, ...types].includes(name),
      `Nomad has no function ${name}`,
    ]),
  ];
}

function findInSecrets({ secretFile, variables, driver }: Job, { secrets }: Facts): Finding[] {
  const { destination, perms, uid, gid } = secretFile;
  const condition = variables['secrets']?.validation?.[0]?.condition ?? '';
  const allowed = [...condition.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name);
  return [
    [destination === 'secrets/${template.value}', `a secret is written to ${destination}`],
    [perms === '600', `a secret has the mode ${perms}`],
    [uid === USER_IDS[driver] && gid === uid, `a secret belongs to ${uid}:${gid}`],
    [allowed.join() === secrets.join(), `the secrets are ${secrets.join()}`],
  ];
}

function findInSource({ driver, config, artifact, variables, user }: Job, facts: Facts): Finding[] {
  if (driver === 'docker')
    return [
      [config['image'] === '${var.image}@${var.image_digest}', 'the image is not one by digest'],
      [
        variables['image_digest']?.default === facts.digests.image,
        'the digest is of another image',
      ],
      [config['readonly_rootfs'] === true, 'the root of the container can be written'],
      [String(config['cap_drop']) === 'all', 'the container keeps capabilities'],
      [String(config['security_opt']) === 'no-new-privileges', 'the container may gain privileges'],
      [JSON.stringify(config['healthchecks']) === '[{"disable":true}]', 'Docker checks, too'],
    ];
  const command = String(config['command']);
  const checksum = [{ checksum: '${var.archive_checksum}' }];
  return [
    [facts.members.includes(command.replace('local/', '')), `the archive has no ${command}`],
    [artifact?.['destination'] === 'local', 'the archive is unpacked where nobody looks'],
    [
      JSON.stringify(artifact?.['options']) === JSON.stringify(checksum),
      'the archive is not checked',
    ],
    [
      variables['archive_checksum']?.default === facts.digests.archive,
      'the checksum is another one',
    ],
    [user === 'nobody', `it runs as ${String(user)}`],
  ];
}

/** Parses a duration in Go's notation with one unit. */
function parseSeconds(text: string): number {
  const [, amount, unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  return Number(amount) * Number({ s: 1, m: 60, h: 3600 }[unit]);
}
