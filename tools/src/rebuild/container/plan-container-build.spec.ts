import { planContainerBuild, type ContainerBuild } from './plan-container-build.ts';

const example = (changes: Partial<ContainerBuild> = {}): ContainerBuild => ({
  engine: 'docker',
  root: '/home/ada/shop',
  builder: { reference: 'sha256:aaa', digest: 'sha256:aaa', base: 'sha256:ccc' },
  dependencies: 'tscratch-dependencies-bbb',
  target: 'orders:package:local',
  outputPath: 'dist/orders',
  archivePath: '/home/ada/shop/dist/orders.1.tar',
  stagingFolder: '/home/ada/shop/dist/orders.1',
  source: { epochSeconds: 1_700_000_000, revision: 'c0ffee' },
  extraCaFile: undefined,
  installer: { manager: 'npm', package: undefined },
  nodeFolder: undefined,
  ...changes,
});

const planCommands = (changes?: Partial<ContainerBuild>) =>
  planContainerBuild(example(changes)).map(({ command }) => command);

describe('planContainerBuild()', () => {
  it('installs with a network, builds without one, unpacks', () => {
    const start = ['docker', 'run', '--rm', '--init', '--security-opt=label=disable'];
    const source = '--mount=type=bind,source=/home/ada/shop,target=/source,ro';
    const dependencies =
      '--mount=type=volume,source=tscratch-dependencies-bbb,target=/workspace/node_modules';
    expect(planCommands()).toEqual([
      [
        ...start,
        source,
        '--mount=type=volume,source=tscratch-npm-cache,target=/root/.npm',
        dependencies,
        'sha256:aaa',
        'install-dependencies',
        'npm',
      ],
      [
        ...start,
        source,
        '--network=none',
        '--tmpfs=/workspace:exec',
        `${dependencies},ro`,
        '--env=SOURCE_DATE_EPOCH=1700000000',
        '--env=SOURCE_REVISION=c0ffee',
        '--env=TSCRATCH_BUILDER=sha256:aaa',
        '--env=TSCRATCH_BUILDER_BASE=sha256:ccc',
        'sha256:aaa',
        'build-target',
        'orders:package:local',
        'dist/orders',
      ],
      [
        'tar',
        '--extract',
        '--no-same-owner',
        '--preserve-permissions',
        '--file=/home/ada/shop/dist/orders.1.tar',
        '--directory=/home/ada/shop/dist/orders.1',
      ],
    ]);
  });

  it('uses only the standard output of the build as the result', () => {
    expect(planContainerBuild(example()).map(({ stdoutPath }) => stdoutPath)).toEqual([
      undefined,
      '/home/ada/shop/dist/orders.1.tar',
      undefined,
    ]);
  });

  it.each([
    ['/home/ada/my shop', 'source=/home/ada/my shop'],
    ['/home/ada/a,b', '"source=/home/ada/a,b"'],
    ['/home/ada/a"b', '"source=/home/ada/a""b"'],
  ])('mounts %j as one CSV field', (root, field) => {
    expect(planCommands({ root })[1]).toContain(`--mount=type=bind,${field},target=/source,ro`);
  });

  it("passes the caller's certificate authorities only to the install step", () => {
    const [install, build] = planCommands({ extraCaFile: '/etc/corp.pem' });
    expect(install).toEqual(
      expect.arrayContaining([
        '--mount=type=bind,source=/etc/corp.pem,target=/etc/ssl/extra-ca.pem,ro',
        '--env=NODE_EXTRA_CA_CERTS=/etc/ssl/extra-ca.pem',
      ]),
    );
    expect(build).toEqual(planCommands()[1]);
  });

  it('installs by the package manager of the project, with the Node that is handed over', () => {
    const installer = { manager: 'pnpm', package: 'pnpm@10' } as const;
    const [install, build] = planCommands({ installer, nodeFolder: '/tmp/node' });
    expect(install?.slice(-3)).toEqual(['install-dependencies', 'pnpm', 'pnpm@10']);
    const node = [
      '--mount=type=bind,source=/tmp/node,target=/opt/tscratch,ro',
      '--env=TSCRATCH_NODE=/opt/tscratch',
    ];
    for (const command of [install, build]) expect(command).toEqual(expect.arrayContaining(node));
  });

  it('passes an empty revision to the build if there is none', () => {
    const [, build] = planCommands({ source: { epochSeconds: 0, revision: undefined } });
    expect(build).toContain('--env=SOURCE_REVISION=');
  });

  it('runs in a pulled image, without stating its base', () => {
    const reference = 'example.org/builder@sha256:ddd';
    const builder = { reference, digest: 'sha256:ddd', base: undefined } as const;
    const [install, build] = planCommands({ builder });
    expect(install).toContain(reference);
    expect(build).toEqual(expect.arrayContaining(['--env=TSCRATCH_BUILDER=sha256:ddd', reference]));
    expect(build?.join(' ')).not.toContain('TSCRATCH_BUILDER_BASE');
  });

  it('passes podman the same arguments', () => {
    const inDocker = planCommands().slice(0, 2);
    const inPodman = planCommands({ engine: 'podman' }).slice(0, 2);
    expect(inPodman).toEqual(inDocker.map(([, ...args]) => ['podman', ...args]));
  });
});
