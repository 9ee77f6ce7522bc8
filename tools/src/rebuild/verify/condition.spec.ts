import { selectAll, selectTwo, type Condition } from './condition.ts';

const all = { containerObstacle: undefined, hasEmulator: true };
const NO_ENGINE = 'neither Docker nor Podman responds';
const namesOf = ({ conditions }: ReturnType<typeof selectAll>) =>
  conditions.map(({ name }) => name);

describe('selectTwo()', () => {
  it('selects the host and the container, and changes everything it can', () => {
    const [first, second] = selectTwo(all).conditions;
    const same = Object.entries(first ?? {}).filter(
      ([key, value]) => second?.[key as keyof typeof second] === value,
    );
    expect(same).toEqual([
      ['clock', 'true'],
      ['processor', 'its own'],
    ]);
  });

  it('selects two conditions on the host without an engine, and lists the gaps', () => {
    const { conditions, gaps } = selectTwo({ containerObstacle: NO_ENGINE });
    expect(conditions.map(({ place }) => place)).toEqual(['host', 'host']);
    expect(gaps).toContain('No build ran in the container: neither Docker nor Podman responds.');
  });
});

describe('selectAll()', () => {
  it('selects ten conditions with different names', () => {
    const names = namesOf(selectAll(all));
    expect(names).toHaveLength(10);
    expect(new Set(names).size).toBe(10);
    expect(selectAll(all).gaps).toEqual([]);
  });

  it('varies every property at least once', () => {
    const { conditions } = selectAll(all);
    const keys = Object.keys(conditions[0] ?? {}) as (keyof Condition)[];
    const unchanged = keys.filter(
      (key) => new Set(conditions.map((condition) => String(condition[key]))).size === 1,
    );
    expect(unchanged).toEqual([]);
  });

  it('omits conditions that the machine cannot create, with the reason', () => {
    const { gaps, ...selection } = selectAll({ containerObstacle: NO_ENGINE, hasEmulator: false });
    expect(namesOf({ ...selection, gaps })).toEqual(['host', 'odd host']);
    expect(gaps).toHaveLength(8);
    expect(gaps).toContain('No build under "one core": neither Docker nor Podman responds.');
    expect(gaps).toContain(
      'No build under "other processor": no qemu of this processor is installed (Debian: qemu-user-static).',
    );
  });
});
