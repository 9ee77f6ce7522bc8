/** A part of an artefact, as the SBOM declares it; what it is made of itself lies inside it. */
export interface SbomPart {
  /** Names the part within one SBOM. */
  readonly ref: string;
  /** Of CycloneDX's list of types; `platform` is what runs programs. */
  readonly type: 'application' | 'data' | 'file' | 'library' | 'platform';
  /** A scope of npm before it, as in `@scope/name`, is told apart. */
  readonly name: string;
  readonly version?: string | undefined;
  /** SPDX identifier or expression; of a part of this workspace whatever its package.json says. */
  readonly licence?: string | undefined;
  /** Where databases find it; none for what is published nowhere. */
  readonly purl?: string | undefined;
  /** Name in the National Vulnerability Database, where databases go by that. */
  readonly cpe?: string | undefined;
  /** Hexadecimal digests. */
  readonly hashes?: Readonly<Partial<Record<'SHA-256' | 'SHA-512', string>>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly parts?: readonly SbomPart[];
  /** Refs of those it needs, anywhere in the SBOM. */
  readonly dependsOn?: readonly string[];
}
