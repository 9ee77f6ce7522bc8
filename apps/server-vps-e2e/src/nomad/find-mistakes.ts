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
  /** Paths that the admin API answers to GET, without parameters. */
  readonly adminPaths: readonly string[];
  /** Name that image.tar gives the image. */
  readonly imageName: string;
  /** Digests of the artefacts that the drivers fetch. */
  readonly digests: Readonly<Record<'archive' | 'image' | 'imageFile', string>>;
}

/** Default of a client's max_kill_timeout, in seconds. */
const MAX_KILL_SECONDS = 30;

/** Debian's user nobody, and the user of the image. */
const USER_IDS: Readonly<Record<string, number>> = {
  exec: 65_534,
  raw_exec: 65_534,
  docker: 65_532,
  podman: 65_532,
};

/** Drivers that run the image. */
const CONTAINERS = ['docker', 'podman'];

/**
 * Functions of HCL in Nomad that the jobs may call; Terraform has more.
 *
 * @see https://developer.hashicorp.com/nomad/docs/reference/hcl2/functions
 */
const FUNCTIONS = [
  'compact',
  'concat',
  'contains',
  'floor',
  'length',
  'merge',
  'regex_replace',
  'replace',
  'setintersection',
];

/** Settings that only Nomad knows. */
const ADDRESSES = ['HOST', 'PORT', 'OPS_HOST', 'OPS_PORT'];

/** Time that a template of a proxy waits for more changes, by default, in seconds. */
const TEMPLATE_WAIT_SECONDS = 5;

/** Finds contradictions of a job with the program or itself. @returns A sentence for each. */
export function findMistakes(job: Job, facts: Facts): readonly string[] {
  const rules = [
    findInPorts,
    findInChecks,
    findInTimes,
    findInSettings,
    findInSecrets,
    findInActions,
    findInSource,
  ];
  const findings = rules.flatMap((find) => find(job, facts));
  return findings.flatMap(([isRight, mistake]) => (isRight ? [] : [mistake]));
}

type Finding = readonly [isRight: boolean, mistake: string];

function findInPorts(job: Job): Finding[] {
  const { ports, groupServices, service, opsService, env, config, driver } = job;
  const labels = Object.keys(ports);
  const expected = (label: string) => String(ports[label] ?? `\${NOMAD_PORT_${label}}`);
  return [
    [labels.join() === 'http,ops', `the ports are ${labels.join()}`],
    [groupServices.length === 0, 'a service is listed before there is a program'],
    [service['port'] === 'http', 'the service is not at the port http'],
    [opsService?.['port'] === 'ops', 'no service leads to the port ops'],
    [
      [service, opsService].every((listed) => listed?.['address_mode'] === 'host'),
      'podman lists an address inside the container',
    ],
    [env['PORT'] === expected('http'), `PORT is not ${expected('http')}`],
    [env['OPS_PORT'] === expected('ops'), `OPS_PORT is not ${expected('ops')}`],
    [
      !CONTAINERS.includes(driver) || String(config['ports']) === labels.join(),
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
  const { update, killSignal, checks, env, variables } = job;
  const milliseconds = (name: string) => Number(env[name] ?? defaults.get(name));
  const killSeconds = parseSeconds(job.killTimeout);
  const minimum = parseSeconds(update.min_healthy_time);
  const healthy = parseSeconds(update.healthy_deadline);
  return [
    [killSignal === 'SIGTERM', `${killSignal} does not end it as SIGTERM does`],
    [killSeconds * 1000 > milliseconds('DRAIN_TIMEOUT_MS'), 'it is killed before it has drained'],
    [killSeconds <= MAX_KILL_SECONDS, 'clients do not allow the kill_timeout'],
    [milliseconds('SHUTDOWN_DELAY_MS') > 0, 'a restart in place refuses connections'],
    [
      parseSeconds(job.shutdownDelay) > 2 * TEMPLATE_WAIT_SECONDS,
      'a proxy learns too late of a server that is going',
    ],
    [minimum < healthy, 'min_healthy_time is not below healthy_deadline'],
    [
      update.progress_deadline === '${var.progress_deadline}' &&
        variables['progress_deadline']?.default === '0',
      'a bad update is tried again for minutes',
    ],
    ...checks.map(({ name, timeout, interval }): Finding => [
      parseSeconds(timeout) < parseSeconds(interval),
      `the check ${name} may take longer than its interval`,
    ]),
    [update.canary === '${var.count}', 'an update stops servers before the new ones are healthy'],
    [update.health_check === 'checks', 'an update does not wait for the checks'],
    [update.auto_revert, 'a bad update stays'],
  ];
}

function findInSettings({ env, fixedEnv, text }: Job, { defaults }: Facts): Finding[] {
  const calls = [...text.matchAll(/(?<![\]\w])([a-z_]+)\(/g)].map(([, name = '']) => name);
  const types = ['list', 'map', 'set'];
  return [
    ...fixedEnv.map((name): Finding => [ADDRESSES.includes(name), `${name} cannot be set`]),
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
    [
      secretFile.error_on_missing_key === true,
      'a task without its secret starts and fails, again and again',
    ],
    [uid === USER_IDS[driver] && gid === uid, `a secret belongs to ${uid}:${gid}`],
    [allowed.join() === secrets.join(), `the secrets are ${secrets.join()}`],
  ];
}

function findInActions({ actions, config }: Job, { adminPaths }: Facts): Finding[] {
  return Object.entries(actions).flatMap(([name, { command, args }]): Finding[] => [
    [command === config['command'], `the action ${name} runs ${command}`],
    [
      args[0] === 'admin' && args.length === 2,
      `the action ${name} is no request to administration`,
    ],
    [adminPaths.includes(args[1] ?? ''), `the action ${name} asks for ${String(args[1])}`],
  ]);
}

function findInSource(job: Job, facts: Facts): Finding[] {
  if (!CONTAINERS.includes(job.driver)) return findInArchive(job, facts);
  const isLoaded = job.config['load'] !== undefined;
  return [
    ...findInContainer(job),
    ...(isLoaded ? findInImageFile(job, facts) : findInRegistry(job, facts)),
  ];
}

function findInContainer({ driver, config }: Job): Finding[] {
  const expected = driver === 'docker' ? '[{"disable":true}]' : undefined;
  const mistake = driver === 'docker' ? 'Docker checks, too' : 'podman knows no healthchecks';
  return [
    [config['readonly_rootfs'] === true, 'the root of the container can be written'],
    [String(config['cap_drop']) === 'all', 'the container keeps capabilities'],
    [String(config['security_opt']) === 'no-new-privileges', 'the container may gain privileges'],
    [JSON.stringify(config['healthchecks']) === expected, mistake],
  ];
}

function findInRegistry({ config, variables }: Job, { digests }: Facts): Finding[] {
  return [
    [config['image'] === '${var.image}@${var.image_digest}', 'the image is not one by digest'],
    [variables['image_digest']?.default === digests.image, 'the digest is of another image'],
  ];
}

function findInImageFile(job: Job, { digests, imageName }: Facts): Finding[] {
  const { config, artifact, variables } = job;
  const [options] = (artifact?.['options'] ?? []) as readonly Readonly<Record<string, string>>[];
  return [
    [config['load'] === 'image.tar', 'the driver loads another file'],
    [config['image'] === imageName, `the file contains ${imageName}`],
    [artifact?.['destination'] === 'local', 'the image is fetched where the driver does not look'],
    [options?.['archive'] === 'false', 'Nomad unpacks the image'],
    [options?.['checksum'] === '${var.image_checksum}', 'the image is not checked'],
    [variables['image_checksum']?.default === digests.imageFile, 'the checksum is another one'],
  ];
}

function findInArchive({ config, artifact, variables, user }: Job, facts: Facts): Finding[] {
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
