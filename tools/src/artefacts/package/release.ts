import type { TarEntry } from '../../formats/tar.ts';
import type { Template } from '../../formats/template/render-template.ts';

/** A file of a package: a tar entry with content. */
export type PackageFile = TarEntry & { readonly type: 'file'; readonly bytes: Uint8Array };

/** What a package is made of. */
export interface Release {
  /** Name of the program, its unit and its job. */
  readonly name: string;
  readonly version: string;
  /** In the words of Go and Debian, which are those of file names in this field. */
  readonly architecture: string;
  /** Time of the sources, seconds since 1970. */
  readonly epochSeconds: number;
  readonly program: Uint8Array;
  /** The document of what the program is made of. */
  readonly sbom: Uint8Array;
  /** Files of systemd; the service has `@VERSION@` and `@PROGRAM_DIGEST@`. */
  readonly units: readonly Template[];
  /** Nomad jobs of the archive by their names, with `@ARCHIVE@`, `@ARCHIVE_DIGEST@` and the two below. */
  readonly jobs: readonly Template[];
  /** Nomad job of the image by its name, with `@IMAGE_DIGEST@`, `@VERSION@` and `@ARCHITECTURE@`. */
  readonly imageJob: Template;
  /** Of the image's manifest. */
  readonly imageDigest: string;
  /** Every setting, as `EnvironmentFile=` of systemd reads it. */
  readonly settings: Uint8Array;
  /** Page of the manual, section 8. */
  readonly manual: Uint8Array;
  /** What puts the archive's files into their places, and takes them away. */
  readonly installer: Uint8Array;
  /** What else there is to read: a page for the reader, licences. */
  readonly documents: readonly PackageFile[];
  /** Every release with its changes, as Keep a Changelog has it. */
  readonly changelog: Template;
  readonly debian: DebianParts;
}

/** What only Debian asks for, as a source package has it in debian/. */
export interface DebianParts {
  readonly control: Template;
  readonly triggers: Template;
  /** What dpkg runs; each has `@UNITS@`. */
  readonly scripts: readonly Template[];
  readonly copyright: Template;
  readonly overrides: Template;
}

/** Renders a file of a package; the mode is in permission bits. */
export function renderFile(path: string, bytes: Uint8Array, mode = 0o644): PackageFile {
  return { path, type: 'file', mode, bytes };
}
