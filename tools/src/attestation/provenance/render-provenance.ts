import type { Digest } from '../../formats/oci/digest.ts';
import type { SourceState } from '../../host/read-source-state.ts';
import type { Builder } from './parse-builder.ts';
import type { NodeOrigin } from '../../node/archive/node-origin.ts';
import { renderArchivePurl } from '../sbom/plan-node-part.ts';
import { renderPurl } from '../sbom/render-purl.ts';
import type { LockFile } from './read-materials.ts';

/** An output of the build. */
export interface Subject {
  readonly name: string;
  readonly digest: Digest;
}

/** The content of a statement. */
export interface Provenance {
  readonly subjects: readonly Subject[];
  /** Nx target that wrote them: `project:target`. */
  readonly target: string;
  /** Processors in the terms of OCI. */
  readonly architectures: readonly string[];
  readonly source: SourceState;
  readonly builder: Builder;
  readonly lockFiles: readonly LockFile[];
  readonly nodes: readonly NodeOrigin[];
}

/** Names that docs/provenance.md explains; they are not registered and do not resolve. */
const BUILD_TYPE = 'urn:tscratch:build-type:nx-target:v1';
const BUILDER_IDS = {
  container: 'urn:tscratch:builder:container:v1',
  host: 'urn:tscratch:builder:host:v1',
} as const;

/**
 * Renders an in-toto statement with a SLSA provenance: outputs, inputs and builder. It contains no time
 * and no run number, so that building the same again gives the same text.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 * @see https://slsa.dev/spec/v1.1/provenance#schema
 */
export function renderProvenance(provenance: Provenance): Uint8Array {
  const { subjects, target, architectures, source, builder } = provenance;
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ name, digest }) => ({ name, digest: digestSetOf(digest) })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { target, architectures, sourceDateEpoch: source.epochSeconds },
        resolvedDependencies: [
          ...describeSource(source),
          ...provenance.lockFiles.map(describeLockFile),
          ...provenance.nodes.map(describeNode),
          ...describeBuilder(builder),
        ],
      },
      runDetails: { builder: { id: BUILDER_IDS[builder.place] } },
    },
  };
  return Buffer.from(`${JSON.stringify(statement, undefined, 2)}\n`);
}

/** @see https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md */
interface ResourceDescriptor {
  readonly name: string;
  readonly uri?: string;
  readonly digest: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** None outside a repository. A working tree with uncommitted changes is marked as dirty. */
function describeSource({ revision }: SourceState): readonly ResourceDescriptor[] {
  if (revision === undefined) return [];
  const commit = revision.replace(/-dirty$/, '');
  const source = { name: 'source', digest: { gitCommit: commit } };
  return [commit === revision ? source : { ...source, annotations: { dirty: true } }];
}

function describeLockFile({ path, digest }: LockFile): ResourceDescriptor {
  return { name: path, digest: digestSetOf(digest) };
}

function describeNode(node: NodeOrigin): ResourceDescriptor {
  const { name, version } = node;
  return node.source === 'npm'
    ? { name, uri: renderPurl({ type: 'npm', name, version }), digest: { sha512: node.sha512 } }
    : { name, uri: renderArchivePurl(node), digest: { sha256: node.sha256 } };
}

function describeBuilder(builder: Builder): readonly ResourceDescriptor[] {
  if (builder.place === 'host') return [];
  const image = { name: 'builder', digest: digestSetOf(builder.image) };
  if (builder.base === undefined) return [image];
  return [image, { name: 'builder-base', digest: digestSetOf(builder.base) }];
}

/** @see https://github.com/in-toto/attestation/blob/main/spec/v1/digest_set.md */
function digestSetOf(digest: Digest): { readonly sha256: string } {
  return { sha256: digest.slice('sha256:'.length) };
}
