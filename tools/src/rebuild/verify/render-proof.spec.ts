import { selectAll, selectTwo } from './condition.ts';
import { renderProof, type Proof } from './render-proof.ts';

const all = { containerObstacle: undefined, hasEmulator: true };
const proof: Proof = {
  name: 'orders',
  revision: 'c0ffee',
  epochSeconds: 1_700_000_000,
  nodeVersion: 'v26.10.0',
  builder: 'builder:1 sha256:aaa',
  conditions: selectTwo(all).conditions,
  files: [{ path: 'dist/orders', sizeBytes: 12, sha256: 'abc' }],
  differing: [],
  gaps: ['The clock was correct.'],
};

describe('renderProof()', () => {
  it('shows the sources, the conditions and the result', () => {
    expect(renderProof(proof)).toBe(`### orders: the same bytes in 1 of 1 files, 2 builds

| made from         |                      |
| ----------------- | -------------------- |
| revision          | c0ffee               |
| SOURCE_DATE_EPOCH | 1700000000           |
| Node              | v26.10.0             |
| builder image     | builder:1 sha256:aaa |

#### Conditions

| build     | host       | odd container                                                         |
| --------- | ---------- | --------------------------------------------------------------------- |
| place     | host       | container                                                             |
| folder    | workspace  | /srv/an other/work space                                              |
| home      | home       | the home of someone else                                              |
| user      | the caller | 12345:12345                                                           |
| umask     | 022        | 077                                                                   |
| time zone | UTC        | Asia/Tokyo                                                            |
| locale    | C.UTF-8    | tr_TR.UTF-8                                                           |
| host name | its own    | elsewhere                                                             |
| cores     | all        | one                                                                   |
| order     | sorted     | reversed                                                              |
| noise     | none       | NODE_OPTIONS=--max-old-space-size=3000 NODE_ENV=development EDITOR=ed |

#### Files

| file        | bytes | sha256 |      |
| ----------- | ----- | ------ | ---- |
| dist/orders | 12    | abc    | same |

#### Not shown

The clock was correct.`);
  });

  it('renders a row for each of many builds', () => {
    const text = renderProof({ ...proof, conditions: selectAll(all).conditions });
    expect(text).toMatch(/^\| build +\| place +\| folder .*\| clock +\| processor +\| noise +\|$/m);
    expect(text).toMatch(/^\| other clock +\| other release .*\| -7300d +\| its own +\|/m);
  });

  it.each<[string, Partial<Proof>, string]>([
    ['uncommitted changes', { revision: 'c0ffee-dirty' }, 'c0ffee, with uncommitted changes'],
    ['no repository', { revision: undefined }, 'none: no repository'],
    ['no container', { builder: undefined }, 'none: no container was run'],
    ['a difference', { differing: ['dist/orders'] }, 'orders: 1 of 1 files differ, 2 builds'],
    ['how many differ', { differing: ['dist/more'] }, 'orders: 1 of 2 files differ, 2 builds'],
    [
      'a file that the first build lacks',
      { differing: ['dist/more'] },
      '| dist/more   |       |        | differs |',
    ],
    ['the file with it', { differing: ['dist/orders'] }, '| abc    | differs |'],
  ])('says %s', (_, changes, text) => {
    expect(renderProof({ ...proof, ...changes })).toContain(text);
  });

  it('has no heading for gaps if there are none', () => {
    expect(renderProof({ ...proof, gaps: [] })).not.toContain('Not shown');
  });
});
