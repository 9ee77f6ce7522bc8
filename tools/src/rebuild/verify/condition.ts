/** The circumstances of a build that must not affect its bytes, in the terms of the proof. */
export interface Condition {
  readonly name: string;
  readonly place: 'host' | 'container' | 'other release';
  /** Folder of the copy that is built: below a temporary folder on the host, absolute in a container. */
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
  /** The order in which the files of the copy are created: a tmpfs lists the last one first. */
  readonly order: 'sorted' | 'reversed';
  /** `true`, or an offset in the format of libfaketime. */
  readonly clock: string;
  readonly processor: 'its own' | 'emulated';
  /** Further environment variables, in the format of env(1). */
  readonly noise: readonly string[];
}

/** Which builds a verification consists of: two on the host and in a container, two on the host, or ten. */
export const VERIFY_CONDITIONS = ['two', 'host', 'all'] as const;

export type VerifyConditions = (typeof VERIFY_CONDITIONS)[number];

/** What this machine offers for builds under other conditions. */
export interface Equipment {
  /** Why no build can run in a container; undefined if builds can. */
  readonly containerObstacle: string | undefined;
  readonly hasEmulator: boolean;
}

export interface Selection {
  readonly conditions: readonly Condition[];
  /** A sentence for each property that is not verified. */
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

/** Variables that tools of the build are known to read. */
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
    folder: '/home/12345/workspace', // /workspace of the builder image belongs to root
  },
  { ...IN_CONTAINER, name: 'other order', order: 'reversed', folder: '/a/b/c/workspace' },
  { ...IN_CONTAINER, name: 'one core', cores: 'one', hostName: 'small', noise: NOISE },
  OTHER_RELEASE,
  { ...OTHER_RELEASE, name: 'other clock', clock: '-7300d', timeZone: 'Pacific/Chatham' },
  { ...ON_HOST, name: 'other processor', processor: 'emulated', folder: 'emulated' },
];

/** Selects the two conditions that differ as much as possible on this machine, the plain host first. */
export function selectTwo({ containerObstacle }: Pick<Equipment, 'containerObstacle'>): Selection {
  const gaps = ['The clock was correct in both builds; the conditions "all" change it.'];
  if (containerObstacle === undefined) return { conditions: [ON_HOST, ODD_CONTAINER], gaps };
  const noContainer = `No build ran in the container: ${containerObstacle}.`;
  return { conditions: [ON_HOST, ODD_HOST], gaps: [noContainer, ...gaps] };
}

/** Selects those of the ten conditions that this machine can create. */
export function selectAll({ containerObstacle, hasEmulator }: Equipment): Selection {
  const obstacleOf = ({ place, processor }: Condition): string | undefined => {
    if (place !== 'host' && containerObstacle !== undefined) return containerObstacle;
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
