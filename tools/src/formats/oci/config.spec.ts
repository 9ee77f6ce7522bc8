import { formatTime, renderConfig } from './config.ts';
import type { ImageDescription } from './description.ts';

const description: ImageDescription = {
  architecture: 'arm64',
  createdSeconds: 1_000_000_000,
  user: '65532:65532',
  entrypoint: ['/server'],
  tcpPorts: [9000, 8080],
  environment: {},
  volumes: ['/run/server', '/data'],
  healthcheck: { command: ['/server', 'ok'], intervalSeconds: 10, timeoutSeconds: 3, retries: 2 },
  labels: { 'org.opencontainers.image.version': '1.0', 'org.opencontainers.image.title': 'server' },
};

const layers = [
  {
    digest: 'sha256:01',
    diffId: 'sha256:02',
    sizeBytes: 3,
    compression: 'gzip',
    createdBy: 'nx runtime',
    comment: 'Node',
  },
  {
    digest: 'sha256:04',
    diffId: 'sha256:05',
    sizeBytes: 6,
    compression: 'gzip',
    createdBy: 'nx app',
    comment: 'app',
  },
] as const;

const history = [
  '"nx runtime","comment":"Node"',
  '"nx app","comment":"app"',
  '"WORKDIR /","empty_layer":true',
  '"USER 65532:65532","empty_layer":true',
  '"EXPOSE 9000 8080","empty_layer":true',
  '"VOLUME /run/server","empty_layer":true',
  '"VOLUME /data","empty_layer":true',
  String.raw`"HEALTHCHECK --interval=10s --timeout=3s --retries=2 CMD [\"/server\",\"ok\"]","empty_layer":true`,
  String.raw`"ENTRYPOINT [\"/server\"]","empty_layer":true`,
].map((rest) => `{"created":"2001-09-09T01:46:40Z","created_by":${rest}}`);

describe('renderConfig()', () => {
  it('renders one canonical text: keys in the order of the specification, sorted maps, no spaces', () => {
    expect(Buffer.from(renderConfig(description, layers)).toString()).toBe(
      '{"created":"2001-09-09T01:46:40Z","architecture":"arm64","os":"linux","variant":"v8",' +
        '"config":{"User":"65532:65532","ExposedPorts":{"8080/tcp":{},"9000/tcp":{}},' +
        '"Entrypoint":["/server"],"Volumes":{"/data":{},"/run/server":{}},"WorkingDir":"/",' +
        '"Labels":{"org.opencontainers.image.title":"server","org.opencontainers.image.version":"1.0"},' +
        '"Healthcheck":{"Test":["CMD","/server","ok"],"Interval":10000000000,"Timeout":3000000000,"Retries":2}},' +
        '"rootfs":{"type":"layers","diff_ids":["sha256:02","sha256:05"]},' +
        `"history":[${history.join(',')}]}`,
    );
  });

  it('renders variables in code-unit order, and the signal', () => {
    const environment = { b: 'x "y"', A: '1' };
    const text = Buffer.from(
      renderConfig({ ...description, environment, stopSignal: 'SIGINT' }, []),
    ).toString();
    expect(text).toContain('"Env":["A=1","b=x \\"y\\""],"Entrypoint"');
    expect(text).toContain('},"StopSignal":"SIGINT","Healthcheck"');
    const { history: lines } = JSON.parse(text) as {
      readonly history: readonly { readonly created_by: string }[];
    };
    expect(lines.map((entry) => entry.created_by)).toEqual(
      expect.arrayContaining(['ENV A="1"', 'ENV b="x \\"y\\""', 'STOPSIGNAL SIGINT']),
    );
  });

  it('has no health check and no instruction for what an image does not have', () => {
    const bare = { ...description, tcpPorts: [], volumes: [], healthcheck: undefined };
    const config = JSON.parse(Buffer.from(renderConfig(bare, [])).toString()) as {
      readonly config: object;
      readonly history: readonly { readonly created_by: string }[];
    };
    expect(config.config).not.toHaveProperty('Healthcheck');
    expect(config.history.map((entry) => entry.created_by)).toEqual([
      'WORKDIR /',
      'USER 65532:65532',
      'ENTRYPOINT ["/server"]',
    ]);
  });
});

describe('formatTime()', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [1_709_164_800, '2024-02-29T00:00:00Z'],
    [253_402_300_799, '9999-12-31T23:59:59Z'],
  ])('formats %d', (epochSeconds, text) => {
    expect(formatTime(epochSeconds)).toBe(text);
  });
});
