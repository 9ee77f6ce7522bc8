import type { SettingState } from '../api/answers.ts';
import {
  addEdit,
  createSettingFilter,
  describeAllowed,
  dropEdit,
  findConflicts,
  type Edits,
  type SettingFilter,
} from './edits.ts';

const setting = (facts: Partial<SettingState>): SettingState => ({
  value: 5,
  default: 5,
  source: 'default',
  expiresAt: null,
  mutable: true,
  min: null,
  max: null,
  unit: null,
  description: 'Longest time.',
  ...facts,
});
const NONE: Edits = new Map();

describe('addEdit()', () => {
  it('replaces an earlier edit, and drops one that changes nothing', () => {
    const once = addEdit(NONE, 'A', { text: '7', current: 5 });
    expect([...once]).toEqual([['A', '7']]);
    expect([...addEdit(once, 'A', { text: '8', current: 5 })]).toEqual([['A', '8']]);
    expect([...addEdit(once, 'A', { text: '5', current: 5 })]).toEqual([]);
  });

  it('keeps a restoration, which has no text', () => {
    expect([...addEdit(NONE, 'A', { text: null, current: null })]).toEqual([['A', null]]);
  });

  it('knows a value that is not set as an empty text', () => {
    expect([...addEdit(NONE, 'A', { text: '', current: null })]).toEqual([]);
  });
});

describe('dropEdit()', () => {
  it('leaves the others', () => {
    const edits: Edits = new Map([
      ['A', '1'],
      ['B', '2'],
    ]);
    expect([...dropEdit(edits, 'A')]).toEqual([['B', '2']]);
  });
});

describe('findConflicts()', () => {
  it('lists what others have changed, and what of it is edited here', () => {
    const before = { settings: { A: setting({}), B: setting({}), C: setting({}) } };
    const after = {
      settings: {
        A: setting({ value: 7, source: 'admin' }),
        B: setting({ value: 9, source: 'admin' }),
        C: setting({}),
      },
    };
    expect(findConflicts(before, after, new Map([['A', '6']]))).toEqual([
      { name: 'A', before: '5', after: '7', source: 'admin', isEdited: true },
      { name: 'B', before: '5', after: '9', source: 'admin', isEdited: false },
    ]);
  });

  it('is empty if the settings are the same', () => {
    const version = { settings: { A: setting({}) } };
    expect(findConflicts(version, version, NONE)).toEqual([]);
  });
});

describe('describeAllowed()', () => {
  it.each<[Partial<SettingState>, string]>([
    [{ min: 1, max: 120, unit: 'seconds' }, '1 to 120 s'],
    [{ min: 1, max: 9, unit: 'bytes per second' }, '1 to 9 bytes per second'],
    [{ min: 0 }, 'at least 0'],
    [{ min: 0, max: Number.MAX_SAFE_INTEGER, unit: 'bytes' }, 'at least 0 bytes'],
    [{ max: 9, unit: 'bytes' }, 'at most 9 bytes'],
    [{ value: null, default: true }, 'true or false'],
    [{ value: 'text' }, ''],
  ])('describes %j as %j', (facts, text) => {
    expect(describeAllowed(setting(facts))).toBe(text);
  });
});

describe('createSettingFilter()', () => {
  it.each<[SettingFilter, boolean]>([
    [{ text: 'timeout', kind: 'all' }, true],
    [{ text: 'longest', kind: 'all' }, true],
    [{ text: 'port', kind: 'all' }, false],
    [{ text: '', kind: 'mutable' }, true],
    [{ text: '', kind: 'set' }, false],
  ])('judges a setting by %j', (filter, passes) => {
    expect(createSettingFilter(filter)('HANDLER_TIMEOUT_MS', setting({}))).toBe(passes);
  });
});
