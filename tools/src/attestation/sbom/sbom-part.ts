/** A part of an artefact as the SBOM declares it, with its own parts inside. */
export interface SbomPart {
  /** Identifies the part within one SBOM. */
  readonly ref: string;
  /** A component type of CycloneDX; a `platform` runs programs. */
  readonly type: 'application' | 'data' | 'file' | 'library' | 'platform';
  /** Name; an npm scope, as in `@scope/name`, is rendered separately. */
  readonly name: string;
  readonly version?: string | undefined;
  /** SPDX identifier or expression; for a part of this workspace any text from its package.json. */
  readonly licence?: string | undefined;
  /** Package URL for databases; none for unpublished parts. */
  readonly purl?: string | undefined;
  /** Name in the National Vulnerability Database, for databases that use it. */
  readonly cpe?: string | undefined;
  /** Hexadecimal digests. */
  readonly hashes?: Readonly<Partial<Record<'SHA-256' | 'SHA-512', string>>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly parts?: readonly SbomPart[];
  /** Refs of the parts that it needs, anywhere in the SBOM. */
  readonly dependsOn?: readonly string[];
}
