/** Names of the inferred targets, by what they make. */
export interface TargetNames {
  readonly bundle: string;
  readonly sbom: string;
  readonly binary: string;
  readonly image: string;
  readonly package: string;
  readonly verify: string;
  readonly plan: string;
  readonly publish: string;
  readonly symbolicate: string;
}

export const TARGET_NAMES: TargetNames = {
  bundle: 'bundle',
  sbom: 'sbom',
  binary: 'binary',
  image: 'image',
  package: 'package',
  verify: 'verify',
  plan: 'plan',
  publish: 'publish',
  symbolicate: 'symbolicate',
};
