import type { TarEntry } from '../../formats/tar.ts';
import type { Template } from '../../formats/template/render-template.ts';

/** A file of a package: a tar entry with content. */
export type PackageFile = TarEntry & { readonly type: 'file'; readonly bytes: Uint8Array };

export interface ReleaseImage {
  /** Digest of its manifest. */
  readonly digest: string;
  /** Digest of `image.tar`. */
  readonly checksum: string;
}

/** Formats of package managers. */
export type PackageFormat = 'deb' | 'rpm';

/** The content of a package. */
export interface Release {
  /** Name of the program, its unit and its job. */
  readonly name: string;
  readonly version: string;
  /** As in package.json. */
  readonly licence: string;
  readonly formats: readonly PackageFormat[];
  /** Architecture in the terms of Go and Debian, which file names use, too. */
  readonly architecture: string;
  /** Time of the sources, seconds since 1970. */
  readonly epochSeconds: number;
  readonly program: Uint8Array;
  /** The SBOM document of the program. */
  readonly sbom: Uint8Array;
  /** The OpenVEX document about its Node, if there is one. */
  readonly openVex: Uint8Array | undefined;
  /** systemd units and drop-ins; the service contains `@VERSION@` and `@PROGRAM_DIGEST@`. */
  readonly units: readonly Template[];
  /** Nomad jobs for the archive, with `@ARCHIVE@`, `@ARCHIVE_DIGEST@`, `@VERSION@` and `@ARCHITECTURE@`. */
  readonly jobs: readonly Template[];
  /** Nomad jobs that pull the image, with `@IMAGE_DIGEST@`, `@VERSION@` and `@ARCHITECTURE@`. */
  readonly imageJobs: readonly Template[];
  /** Nomad jobs that load the image, with `@IMAGE_CHECKSUM@`, `@VERSION@` and `@ARCHITECTURE@`. */
  readonly loadJobs: readonly Template[];
  /** Undefined without jobs for it. */
  readonly image: ReleaseImage | undefined;
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
