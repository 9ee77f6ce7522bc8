import { Fault } from '../faults/fault.ts';
import { checkOptions } from './check-options.ts';

function refuse(options: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    checkOptions([{ path: 'package.json', options }]);
    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.message.split('\n').slice(1);
  }
}

describe('checkOptions()', () => {
  it.each([
    [{}],
    [{ main: 'src/main.ts', from: 'build' }],
    [{ include: ['views', { input: 'libs', glob: '**', output: 'x', ignore: ['a', 'b'] }] }],
    [{ health: '/healthz' }],
    [{ health: false, warmUp: false }],
    [{ health: { command: ['/server', 'check'], retries: 5 }, ports: [3000], user: '1:1' }],
    [{ warmUp: { paths: [], environment: { PORT: '0' } }, locales: 'all', arch: ['x64'] }],
    [{ licences: { allow: { 'CC-BY-4.0': 'named' } }, locales: ['en'], compression: 'zstd' }],
  ])('accepts %j', (options) => {
    expect(refuse(options)).toEqual([]);
  });

  it.each([
    [{ main: '../main.ts' }, '"main" is "../main.ts", expected a file below the folder of that'],
    [{ main: '' }, '"main" is "", expected a file'],
    [{ include: 'views' }, '"include" is "views", expected files, folders and globs'],
    [{ include: ['/etc'] }, '"include" is ["/etc"], expected files, folders'],
    [{ include: ['a/../../b'] }, '"include" is ["a/../../b"], expected'],
    [{ include: [{ input: 'a' }] }, '"include" is [{"input":"a"}], expected'],
    [{ omit: 'ws' }, '"omit" is "ws", expected a list of packages, such as ["cpu-features"]'],
    [{ knownGaps: ['express'] }, '"knownGaps" is ["express"], expected packages and reasons'],
    [{ ports: [0] }, '"ports" is [0], expected a list of whole numbers from 1 to 65535'],
    [{ ports: ['80'] }, '"ports" is ["80"], expected'],
    [{ user: 'node' }, '"user" is "node", expected two numbers, such as "65532:65532"'],
    [{ health: 'healthz' }, '"health" is "healthz", expected a path such as "/healthz", false'],
    [{ health: { retries: 0 } }, '"health.retries" is 0, expected a whole number from 1'],
    [{ health: { path: '/', every: 1 } }, '"health.every" is 1, expected a known name, perhaps'],
    [{ stopSignal: 'INT' }, '"stopSignal" is "INT", expected the name of a signal'],
    [{ arch: ['ia32'] }, '"arch" is ["ia32"], expected a list of "x64" and "arm64"'],
    [{ licences: ['MIT'] }, '"licences" is ["MIT"], expected an object with allow, deny or texts'],
    [
      { licences: { allow: ['GPL-3.0-only'] } },
      '"licences.allow" is ["GPL-3.0-only"], expected licences or packages and reasons, such as',
    ],
    [
      { licences: { allowed: {} } },
      '"licences.allowed" is {}, expected a known name, perhaps "allow"; the names are allow, deny, texts',
    ],
    [{ licences: { texts: { 'a@1.0.0': 1 } } }, '"licences.texts" is {"a@1.0.0":1}, expected'],
    [{ prots: [80] }, '"prots" is [80], expected a known name, perhaps "ports"'],
  ])('refuses %j', (options, message) => {
    expect(refuse(options)).toEqual([expect.stringContaining(`  package.json: ${message}`)]);
  });

  it('reports every mistake of every file at once', () => {
    const files = [
      { path: 'nx.json', options: { locale: 'en' } },
      { path: 'apps/api/package.json', options: { ports: 80, health: 'x' } },
    ];
    expect(() => {
      checkOptions(files);
    }).toThrow(
      [
        'Cannot use the object "tscratch", correct:',
        '  nx.json: "locale" is "en", expected a known name, perhaps "locales"',
        '  apps/api/package.json: "ports" is 80, expected a list of whole numbers from 1 to 65535, such as [3000]',
        '  apps/api/package.json: "health" is "x", expected a path such as "/healthz", false, or an object such as { "path": "/healthz" }',
      ].join('\n'),
    );
  });
});
