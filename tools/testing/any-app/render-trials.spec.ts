import { renderTrials, replaceTable } from './render-trials.ts';
import type { Outcome, Trial } from './try-fixture.ts';

function createTrial(title: string, outcome: Outcome, facts: Partial<Trial> = {}): Trial {
  const fixture = { title, name: title, folder: '', entry: 'main.js', requests: [] };
  return { fixture, outcome, report: [], starts: [], ...facts };
}

describe('renderTrials()', () => {
  it('counts the outcomes, and renders sizes and medians of the programs that answer the same', () => {
    const contenders = ['plain', 'binary', 'image'].map((name) => ({
      name,
      command: '',
      args: [],
    }));
    const times = new Map(contenders.map((each, index) => [each, [400, 30 - index, 1]]));
    const sizes = { bundleBytes: 999, appBytes: 1_500, refusedLicences: ['a@1.0.0'] };
    const lost = { kind: 'different', reason: 'binary: GET /: status 500\na stack' } as const;
    const refused = {
      kind: 'refused',
      reason: 'no "/home/me/x/node_modules/a/b.node" | here',
    } as const;
    const warmUp =
      'Cannot take the code cache of "/x/bundle/main.cjs": expected ...; output of the app: /app:1';
    const cold = {
      kind: 'refused',
      reason: `${warmUp}\n(function () {\n\nError: no file /tmp/any-app-Ab1/a/b.txt\n  at x`,
    } as const;
    const report = ['Look into their own folder:', '  a', '  b'];
    expect(
      renderTrials([
        { trial: createTrial('one', { kind: 'same' }, sizes), times },
        { trial: createTrial('two', lost, { report }), times: undefined },
        { trial: createTrial('three', refused), times: undefined },
        { trial: createTrial('four', cold), times: undefined },
      ]),
    ).toBe(
      [
        '4 programs. Same answers as under plain Node: 1. The build fails: 2. The build succeeds and the answers differ: 1. Not tried: 0.',
        '',
        '| program | answers | bundle | app file | start in ms | licences | what is missing |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        '| one | same | 1 kB | 2 kB | 29 / 28 / 30 | 1 refused |  |',
        '| two | **different** |  |  |  |  | binary: GET /: status 500 (the build names 2 places) |',
        String.raw`| three | refused |  |  |  |  | no node_modules/a/b.node \| here |`,
        '| four | refused |  |  |  |  | warm-up: Error: no file a/b.txt |',
      ].join('\n'),
    );
  });
});

describe('replaceTable()', () => {
  const page = 'a\n<!-- begin of the table -->\nold\n<!-- end of the table -->\nb\n';

  it('replaces what is between the marks', () => {
    const replaced = replaceTable(page, 'new');
    expect(replaced).toContain('-->\n\nnew\n\n<!--');
    expect(replaced).not.toContain('old');
    expect(replaceTable(replaced, 'new')).toBe(replaced);
  });

  it('rejects a page without them', () => {
    expect(() => replaceTable('a', 'new')).toThrow('Cannot write the table');
  });
});
