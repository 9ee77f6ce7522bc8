import type { Template } from '../../formats/template/render-template.ts';

/** What every package manager says of a package. */
export interface PackageDescription {
  /** `Name <address>` */
  readonly maintainer: string;
  /** One line. */
  readonly summary: string;
  readonly description: string;
}

/**
 * Reads the description of a package from its control file for Debian, so that no other file repeats it.
 *
 * @see deb-control(5)
 */
export function readControl({ text }: Template): PackageDescription {
  const [, maintainer = ''] = /^Maintainer: (.+)$/m.exec(text) ?? [];
  const [, summary = '', rest = ''] = /^Description: (.+)\n((?: .*\n)*)/m.exec(text) ?? [];
  const lines = rest.split('\n').map((line) => line.replace(/^ \.?$|^ /, ''));
  return { maintainer, summary, description: lines.join('\n').trim() || summary };
}
