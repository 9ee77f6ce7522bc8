import { digestOf } from '../../formats/oci/digest.ts';
import { compareNodeReleases } from '../../node/pin/node-release.ts';
import type { SbomPart } from '../sbom/sbom-part.ts';
import type { Advisory } from './parse-advisories.ts';

/** Who keeps the list of advisories. */
const AUTHOR = '@tscratch/tools';

export interface OpenVexSubject {
  /** Node, as the SBOM declares it. */
  readonly node: Pick<SbomPart, 'version' | 'purl' | 'cpe'>;
  /** Seconds since 1970, of the source. */
  readonly epochSeconds: number;
}

/**
 * Renders what is known of the vulnerabilities of a Node: what its release fixes, and what it does not. The same source
 * gives the same document: its id is the digest of its content.
 *
 * @returns Undefined if no advisory is about its line of releases.
 * @see https://github.com/openvex/spec/blob/v0.2.0/OPENVEX-SPEC.md
 */
export function renderOpenVex(
  advisories: readonly Advisory[],
  { node, epochSeconds }: OpenVexSubject,
): string | undefined {
  const { version = '', purl = '', cpe } = node;
  const identifiers = { purl, ...(cpe !== undefined && { cpe23: cpe }) };
  const statements = advisories
    .filter(({ fixedIn }) => majorOf(fixedIn) === majorOf(version))
    .map((advisory) => ({
      vulnerability: nameVulnerability(advisory),
      products: [{ '@id': purl, identifiers }],
      ...assess(advisory, version),
    }));
  if (statements.length === 0) return undefined;
  const timestamp = new Date(epochSeconds * 1000).toISOString();
  const content = { author: AUTHOR, timestamp, version: 1, statements };
  const digest = digestOf(Buffer.from(JSON.stringify(content))).replace('sha256:', '');
  const head = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `https://openvex.dev/docs/public/vex-${digest}`, // the namespace for authors without one
  };
  return `${JSON.stringify({ ...head, ...content }, undefined, 2)}\n`;
}

function majorOf(release: string): string {
  return release.split('.', 1)[0] ?? '';
}

/** A security release without a CVE is named by its day. */
function nameVulnerability({ id, summary }: Advisory): object {
  return { name: id.startsWith('CVE-') ? id : `nodejs-${id}`, description: summary };
}

/** What a release fixes needs no assessment. */
function assess({ fixedIn, assessment }: Advisory, release: string): object {
  if (compareNodeReleases(release, fixedIn) >= 0)
    return { status: 'fixed', status_notes: `Fixed in Node ${fixedIn}.` };
  switch (assessment?.status) {
    case 'not_affected': {
      const { justification, reason } = assessment;
      return { status: 'not_affected', justification, impact_statement: reason };
    }
    case 'under_investigation':
      return { status: 'under_investigation', status_notes: assessment.reason };
    case undefined:
      return { status: 'affected', action_statement: `Update Node to ${fixedIn} or newer.` };
  }
}
