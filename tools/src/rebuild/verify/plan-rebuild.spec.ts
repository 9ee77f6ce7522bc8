import { selectAll, type Condition } from './condition.ts';
import { planPlace, planRebuild, type Rebuild } from './plan-rebuild.ts';

const rebuild: Rebuild = {
  commands: [
    ['nx', 'run', 'orders:build'],
    ['nx', 'run', 'orders:package:local'],
  ],
  files: ['dist/orders', 'dist/image.tar'],
  source: { epochSeconds: 1_700_000_000, revision: 'c0ffee' },
  sourceFolder: '/tmp/v/source',
  packagesFolder: '/home/ada/shop',
  modules: ['node_modules'],
  nodeFolder: undefined,
  isSameDisk: true,
  scriptPath: '/tmp/v/builder/build-copy',
  temporaryFolder: '/tmp/v/1',
  resultFolder: '/tmp/v/result-1',
  path: '/usr/bin:/bin',
  container: { engine: 'podman', builderImage: 'builder:1', dependencies: 'packages-1' },
  emulatorPath: '/usr/bin/qemu-x86_64-static',
};

const find = (name: string): Condition => {
  const { conditions } = selectAll({ containerObstacle: undefined, hasEmulator: true });
  const condition = conditions.find((candidate) => candidate.name === name);
  if (condition === undefined) throw new Error(`No condition "${name}"`);
  return condition;
};
const planCommands = (name: string, changes: Partial<Rebuild> = {}) =>
  planRebuild(find(name), { ...rebuild, ...changes }).map(({ command }) => command);

const unpack = [
  'tar',
  '--extract',
  '--no-same-owner',
  '--file=/tmp/v/result-1.tar',
  '--directory=/tmp/v/result-1',
];

describe('planRebuild()', () => {
  it('builds on the host in a separate folder, with no variable of the caller but PATH', () => {
    expect(planCommands('odd host')).toEqual([
      ['mkdir', '--parents', '/tmp/v/1/an other/work space'],
      [
        'cp',
        '--archive',
        '--link',
        '/home/ada/shop/node_modules',
        '/tmp/v/1/an other/work space/node_modules',
      ],
      [
        'env',
        '--ignore-environment',
        'PATH=/usr/bin:/bin',
        'HOME=/tmp/v/1/the home of someone else',
        'TMPDIR=/tmp/v/1/tmp',
        'TZ=Asia/Tokyo',
        'LANG=tr_TR.UTF-8',
        'LC_ALL=tr_TR.UTF-8',
        'SOURCE_DATE_EPOCH=1700000000',
        'SOURCE_REVISION=c0ffee',
        'NX_DAEMON=false',
        'NX_ISOLATE_PLUGINS=false',
        'NODE_OPTIONS=--max-old-space-size=3000',
        'NODE_ENV=development',
        'EDITOR=ed',
        'taskset',
        '--cpu-list',
        '0',
        '/tmp/v/builder/build-copy',
        '/tmp/v/source',
        '/tmp/v/1/an other/work space',
        '077',
        'reversed',
        'run',
        'nx',
        'run',
        'orders:build',
        ';',
        'run',
        'nx',
        'run',
        'orders:package:local',
        ';',
        'dist/orders',
        'dist/image.tar',
      ],
      unpack,
    ]);
  });

  it('builds in the container without a network, over sources that it cannot change', () => {
    expect(planCommands('odd container')).toEqual([
      [
        'podman',
        'run',
        '--rm',
        '--init',
        '--security-opt=label=disable',
        '--network=none',
        '--user=12345:12345',
        '--hostname=elsewhere',
        '--cpuset-cpus=0',
        '--tmpfs=/srv/an other/work space:exec,mode=1777',
        '--mount=type=bind,source=/tmp/v/source,target=/source,ro',
        '--mount=type=bind,source=/tmp/v/builder/build-copy,target=/usr/local/bin/build-copy,ro',
        '--mount=type=volume,source=packages-1,target=/srv/an other/work space/node_modules,ro',
        '--env=HOME=/tmp/the home of someone else',
        '--env=TMPDIR=/tmp/tmp',
        '--env=TZ=Asia/Tokyo',
        '--env=LANG=tr_TR.UTF-8',
        '--env=LC_ALL=tr_TR.UTF-8',
        '--env=SOURCE_DATE_EPOCH=1700000000',
        '--env=SOURCE_REVISION=c0ffee',
        '--env=NX_DAEMON=false',
        '--env=NX_ISOLATE_PLUGINS=false',
        '--env=NODE_OPTIONS=--max-old-space-size=3000',
        '--env=NODE_ENV=development',
        '--env=EDITOR=ed',
        'builder:1',
        'build-copy',
        '/source',
        '/srv/an other/work space',
        '077',
        'reversed',
        'run',
        'nx',
        'run',
        'orders:build',
        ';',
        'run',
        'nx',
        'run',
        'orders:package:local',
        ';',
        'dist/orders',
        'dist/image.tar',
      ],
      unpack,
    ]);
  });

  it('copies the packages of each project, too', () => {
    const modules = ['node_modules', 'packages/api/node_modules'];
    const copies = planCommands('host', { modules }).slice(2, 4);
    expect(copies).toEqual([
      ['mkdir', '--parents', '/tmp/v/1/workspace/packages/api/'],
      [
        'cp',
        '--archive',
        '--link',
        '/home/ada/shop/packages/api/node_modules',
        '/tmp/v/1/workspace/packages/api/node_modules',
      ],
    ]);
  });

  it('hands over Node, by its folder on the host and by a mount in a container', () => {
    const nodeFolder = '/tmp/v/node';
    expect(planCommands('host', { nodeFolder })[2]).toContain('TSCRATCH_NODE=/tmp/v/node');
    expect(planCommands('odd container', { nodeFolder })[0]).toEqual(
      expect.arrayContaining([
        '--mount=type=bind,source=/tmp/v/node,target=/opt/tscratch,ro',
        '--env=TSCRATCH_NODE=/opt/tscratch',
      ]),
    );
  });

  it('copies the packages if they are on another disk', () => {
    const [, copy] = planCommands('host', { isSameDisk: false });
    expect(copy).not.toContain('--link');
  });

  it('passes an empty revision to the build if there is none', () => {
    const source = { epochSeconds: 0, revision: undefined };
    expect(planCommands('host', { source })[2]).toContain('SOURCE_REVISION=');
  });

  it('passes the emulator only to the build for another processor', () => {
    const emulated = 'EMULATOR=/usr/bin/qemu-x86_64-static';
    expect(planCommands('other processor')[2]).toContain(emulated);
    expect(planCommands('host')[2]).not.toContain(emulated);
  });

  it.each([
    ['other release', 'tscratch-verify:other-release'],
    ['other clock', 'tscratch-verify:other-clock'],
  ])('runs "%s" in %s', (name, image) => {
    expect(planCommands(name)[0]).toContain(image);
  });
});

describe('planPlace()', () => {
  it('builds the image with a wrong clock', () => {
    expect(planPlace(find('other clock'), rebuild).map(({ command }) => command)).toEqual([
      [
        'podman',
        'build',
        '--target',
        'other-clock',
        '--tag',
        'tscratch-verify:other-clock',
        '--build-arg',
        'CLOCK=-7300d',
        '--file',
        '/tmp/v/builder/other-release.Dockerfile',
        '/tmp/v/builder',
      ],
    ]);
  });

  it.each(['host', 'container', 'other processor'])('plans no image for "%s"', (name) => {
    expect(planPlace(find(name), rebuild)).toEqual([]);
  });
});
