/** Everything around a build that must not reach its bytes, in the words of the proof. */
export interface Condition {
  readonly name: string;
  readonly place: 'host' | 'container' | 'other release';
  /** Of the copy that is built: below a temporary folder on the host, absolute in a container. */
  readonly folder: string;
  /** Name of the home folder. */
  readonly home: string;
  /** `uid:gid`; on the host always the caller. */
  readonly user: string;
  readonly umask: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly hostName: string;
  readonly cores: 'all' | 'one';
  /** In which order the files of the copy are made: a tmpfs lists the last one first. */
  readonly order: 'sorted' | 'reversed';
  /** `true`, or how far it is from that, as libfaketime takes it. */
  readonly clock: string;
  readonly processor: 'its own' | 'emulated';
  /** Further environment variables, as env(1) takes them. */
  readonly noise: readonly string[];
}

/** What this machine has for builds under other conditions. */
export interface Equipment {
  readonly hasEngine: boolean;
  readonly hasEmulator: boolean;
}

export interface Selection {
  readonly conditions: readonly Condition[];
  /** A sentence for each thing that is not shown. */
  readonly gaps: readonly string[];
}

export const ON_HOST: Condition = {
  name: 'host',
  place: 'host',
  folder: 'workspace',
  home: 'home',
  user: 'the caller',
  umask: '022',
  timeZone: 'UTC',
  locale: 'C.UTF-8',
  hostName: 'its own',
  cores: 'all',
  order: 'sorted',
  clock: 'true',
  processor: 'its own',
  noise: [],
};

const IN_CONTAINER: Condition = {
  ...ON_HOST,
  name: 'container',
  place: 'container',
  folder: '/workspace',
  user: '0:0',
  hostName: 'builder',
};

/** Variables that tools on the way are known to read. */
const NOISE = ['NODE_OPTIONS=--max-old-space-size=3000', 'NODE_ENV=development', 'EDITOR=ed'];

const ODD = {
  home: 'the home of someone else',
  umask: '077',
  timeZone: 'Asia/Tokyo',
  locale: 'tr_TR.UTF-8',
  cores: 'one',
  order: 'reversed',
  noise: NOISE,
} as const;

const ODD_HOST: Condition = { ...ON_HOST, ...ODD, name: 'odd host', folder: 'an other/work space' };

const ODD_CONTAINER: Condition = {
  ...IN_CONTAINER,
  ...ODD,
  name: 'odd container',
  folder: '/srv/an other/work space',
  user: '12345:12345',
  hostName: 'elsewhere',
};

const OTHER_RELEASE: Condition = {
  ...IN_CONTAINER,
  name: 'other release',
  place: 'other release',
};

const TEN: readonly Condition[] = [
  ON_HOST,
  ODD_HOST,
  IN_CONTAINER,
  ODD_CONTAINER,
  {
    ...IN_CONTAINER,
    name: 'other user',
    user: '12345:12345',
    umask: '077',
    home: 'of 12345',
    folder: '/home/12345/workspace', // the builder image has a /workspace, which is root's
  },
  { ...IN_CONTAINER, name: 'other order', order: 'reversed', folder: '/a/b/c/workspace' },
  { ...IN_CONTAINER, name: 'one core', cores: 'one', hostName: 'small', noise: NOISE },
  OTHER_RELEASE,
  { ...OTHER_RELEASE, name: 'other clock', clock: '-7300d', timeZone: 'Pacific/Chatham' },
  { ...ON_HOST, name: 'other processor', processor: 'emulated', folder: 'emulated' },
];

/** The pair that differs in as much as this machine can change, with the plain host first. */
export function selectTwo({ hasEngine }: Equipment): Selection {
  const gaps = ['The clock was true in both: the conditions "all" move it.'];
  if (hasEngine) return { conditions: [ON_HOST, ODD_CONTAINER], gaps };
  const noEngine = 'No build ran in the container: neither Docker nor Podman answers here.';
  return { conditions: [ON_HOST, ODD_HOST], gaps: [noEngine, ...gaps] };
}

/** Each of the ten that this machine can make. */
export function selectAll({ hasEngine, hasEmulator }: Equipment): Selection {
  const obstacleOf = ({ place, processor }: Condition): string | undefined => {
    if (place !== 'host' && !hasEngine) return 'neither Docker nor Podman answers here';
    if (processor === 'emulated' && !hasEmulator)
      return 'no qemu of this processor is installed (Debian: qemu-user-static)';
    return undefined;
  };
  return {
    conditions: TEN.filter((condition) => obstacleOf(condition) === undefined),
    gaps: TEN.flatMap((condition) => {
      const obstacle = obstacleOf(condition);
      return obstacle === undefined ? [] : [`No build under "${condition.name}": ${obstacle}.`];
    }),
  };
}
