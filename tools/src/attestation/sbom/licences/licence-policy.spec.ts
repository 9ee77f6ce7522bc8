import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addOptions, DEFAULT_POLICY } from './licence-policy.ts';

const add = (licences: unknown, policy = DEFAULT_POLICY) =>
  addOptions(policy, { path: 'nx.json', options: { licences } });

describe('DEFAULT_POLICY', () => {
  it('has the standard text of each licence that it allows, and no other', () => {
    const names = readdirSync(join(import.meta.dirname, 'standard-texts'));
    const allowed = [...DEFAULT_POLICY.allow.keys()].map((licence) => `${licence}.txt`);
    expect(names.toSorted()).toEqual(allowed.toSorted());
  });
});

describe('addOptions()', () => {
  it('changes nothing without options', () => {
    expect(addOptions(DEFAULT_POLICY, { path: 'nx.json', options: {} })).toEqual(DEFAULT_POLICY);
  });

  it('adds up what the workspace and the app declare', () => {
    const policy = add({ allow: { 'CC-BY-4.0': 'named' }, texts: { 'a@1.0.0': 'licences/a.txt' } });
    const { allow, deny, texts } = add({ deny: { ISC: 'no' }, allow: { X: 'own' } }, policy);
    expect([...allow].slice(-2)).toEqual([
      ['CC-BY-4.0', 'named'],
      ['X', 'own'],
    ]);
    expect([...deny]).toEqual([['ISC', 'no']]);
    expect([...texts]).toEqual([['a@1.0.0', 'licences/a.txt']]);
  });
});
