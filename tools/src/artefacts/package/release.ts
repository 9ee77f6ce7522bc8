import type { TarEntry } from '../../formats/tar.ts';
import type { Template } from '../../formats/template/render-template.ts';

/** A file of a package: a tar entry with content. */
export type PackageFile = TarEntry & { readonly type: 'file'; readonly bytes: Uint8Array };

/** The content of a package. */
export interface Release {
  /** Name of the program, its unit and its job. */
  readonly name: string;
  readonly version: string;
  /** Architecture in the terms of Go and Debian, which file names use, too. */
  readonly architecture: string;
  /** Time of the sources, seconds since 1970. */
  readonly epochSeconds: number;
  readonly program: Uint8Array;
  /** The SBOM document of the program. */
  readonly sbom: Uint8Array;
  /** systemd units and drop-ins; the service contains `@VERSION@` and `@PROGRAM_DIGEST@`. */
  readonly units: readonly Template[];
  /** Nomad jobs for the archive, with `@ARCHIVE@`, `@ARCHIVE_DIGEST@`, `@VERSION@` and `@ARCHITECTURE@`. */
  readonly jobs: readonly Template[];
  /** Nomad job for the image, with `@IMAGE_DIGEST@`, `@VERSION@` and `@ARCHITECTURE@`. */
  readonly imageJob: Template | undefined;
  /** Digest of the image's manifest; undefined without a job for it. */
  readonly imageDigest: string | undefined;
  /** Every setting, in the format of systemd's `EnvironmentFile=`. */
  readonly settings: Uint8Array;
  /** Manual page, section 8. */
  readonly manual: Uint8Array;
  /** Script that installs and uninstalls the files of the archive. */
  readonly installer: Uint8Array;
  /** Further documents: README and licences. */
  readonly documents: readonly PackageFile[];
  /** Every release with its changes, as Keep a Changelog has it. */
  readonly changelog: Template;
  readonly debian: DebianParts;
}

/** Files for Debian only, as in debian/ of a source package. */
export interface DebianParts {
  readonly control: Template;
  readonly triggers: Template;
  /** Maintainer scripts; each contains `@UNITS@`. */
  readonly scripts: readonly Template[];
  readonly copyright: Template;
  readonly overrides: Template;
}

/** Renders a file of a package; the mode is in permission bits. */
export function renderFile(path: string, bytes: Uint8Array, mode = 0o644): PackageFile {
  return { path, type: 'file', mode, bytes };
}
