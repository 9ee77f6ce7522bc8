import { join } from 'node:path';
import { findOpen, parseAdvisories, readAdvisories } from './parse-advisories.ts';

const advisory = {
  id: 'CVE-2026-126051',
  fixedIn: '26.13.1',
  severity: 'High',
  summary: 'tls: a client crashes a TLS server',
} as const;

const NOT_AFFECTED = {
  status: 'not_affected',
  justification: 'vulnerable_code_not_in_execute_path',
};

describe('parseAdvisories()', () => {
  it('reads the list of this workspace', () => {
    const path = join(import.meta.dirname, '../../../node/advisories.json');
    expect(readAdvisories(path)).toContainEqual(expect.objectContaining({ id: 'CVE-2026-126051' }));
  });

  it('accepts the day of a release that has no CVE', () => {
    const entries = [
      advisory,
      { ...advisory, id: '2026-11-11' },
      { ...advisory, id: '2026-11-11.2' },
    ];
    expect(parseAdvisories(JSON.stringify(entries), 'a.json')).toEqual(entries);
  });

  it('accepts an assessment', () => {
    const reason = 'No details are public.';
    const entries = [
      { ...advisory, assessment: { status: 'under_investigation', reason } },
      { ...advisory, id: 'CVE-2026-1111', assessment: { ...NOT_AFFECTED, reason } },
    ];
    expect(parseAdvisories(JSON.stringify(entries), 'a.json')).toEqual(entries);
  });

  it.each([
    {},
    'not_affected',
    { status: 'affected', reason: 'a' },
    { status: 'under_investigation' },
    { status: 'under_investigation', reason: '' },
    { ...NOT_AFFECTED },
    { status: 'not_affected', reason: 'a' },
    { ...NOT_AFFECTED, justification: 'unlikely', reason: 'a' },
    { ...NOT_AFFECTED, status: 'under_investigation', reason: 'a' },
  ])('rejects the assessment %j, and says what it may be', (assessment) => {
    const text = JSON.stringify([{ ...advisory, assessment }]);
    expect(() => parseAdvisories(text, 'a.json')).toThrow(
      /entry 1 is .*, expected a list of objects .* an assessment \(not_affected/,
    );
  });

  it.each([
    ['[', /^Cannot read "a.json": .*JSON/],
    ['{}', 'Cannot read "a.json": it is not a list, expected a list of objects with id, fixedIn'],
    ['[null]', 'entry 1 is null'],
    [JSON.stringify([advisory, advisory]), '"CVE-2026-126051" is there twice'],
    [JSON.stringify([advisory, { ...advisory, id: 'CVE-2026' }]), 'entry 2 is {"id":"CVE-2026",'],
    [JSON.stringify([{ ...advisory, fixedIn: '26.13' }]), 'entry 1 is {'],
    [JSON.stringify([{ ...advisory, severity: 'high' }]), 'entry 1 is {'],
    [JSON.stringify([{ ...advisory, summary: '' }]), 'entry 1 is {'],
  ])('rejects %s', (text, message) => {
    expect(() => parseAdvisories(text, 'a.json')).toThrow(message);
  });
});

describe('findOpen()', () => {
  const low = { ...advisory, id: '2026-11-11', severity: 'Low' } as const;
  const older = { ...advisory, id: '2026-10-21', fixedIn: '26.9.1' };

  it('lists what a release does not fix, the most severe first', () => {
    expect(findOpen([low, older, advisory], '26.12.1')).toEqual([advisory, low]);
  });

  it('lists nothing for the release with the fixes', () => {
    expect(findOpen([low, older, advisory], '26.13.1')).toEqual([]);
  });
});
