import { hash } from 'node:crypto';
import { renderTemplate, type Template } from '../template/render-template.ts';
import { renderGzip } from '../render-gzip.ts';
import { renderTar } from '../tar.ts';
import { planTree, type DebFile } from './plan-tree.ts';
import { renderAr } from './render-ar.ts';
import { renderVersion } from './render-version.ts';

/** The content of a binary package. */
export interface Deb {
  /** deb-control(5), with `@VERSION@`, `@ARCHITECTURE@` and `@INSTALLED_SIZE@`. */
  readonly control: Template;
  /** Semantic version. */
  readonly version: string;
  /** Architecture in Debian's terms. */
  readonly architecture: string;
  /** Further members of the control archive, such as deb-postinst(5) and deb-triggers(5). */
  readonly scripts: readonly ControlMember[];
  /** Files to install. Files below etc/ are configuration: an upgrade keeps the changes of the user. */
  readonly files: readonly DebFile[];
  /** Modification time of all files, seconds since 1970. */
  readonly mtimeSeconds: number;
}

export interface ControlMember {
  readonly name: string;
  readonly text: string;
}

/** Members of the control archive that dpkg executes; it only reads the others. */
const MAINTAINER_SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'];

/**
 * Renders a binary package. The same content gives the same bytes.
 *
 * @throws {Fault} `DEB_VERSION`, `PLACEHOLDER_MISSING`, `PLACEHOLDER_UNKNOWN`, `TAR_PATH_TOO_LONG`
 * @see deb(5)
 */
export function renderDeb(deb: Deb): Uint8Array {
  const { files, mtimeSeconds } = deb;
  const renderArchive = (members: readonly DebFile[]) =>
    renderGzip(renderTar(planTree(members, mtimeSeconds)));
  const members = [
    { name: 'debian-binary', bytes: Buffer.from('2.0\n') },
    { name: 'control.tar.gz', bytes: renderArchive(planControl(deb)) },
    { name: 'data.tar.gz', bytes: renderArchive(files) },
  ];
  return renderAr(members, mtimeSeconds);
}

function planControl({ scripts, ...deb }: Deb): readonly DebFile[] {
  const files = deb.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const configuration = files.filter(isConfiguration);
  const others = files.filter((file) => !isConfiguration(file));
  const members = [
    { name: 'control', text: renderControl(deb) },
    { name: 'conffiles', text: configuration.map(({ path }) => `/${path}\n`).join('') },
    { name: 'md5sums', text: others.map(renderSum).join('') },
    ...scripts,
  ];
  return members.map(({ name, text }) => {
    const mode = MAINTAINER_SCRIPTS.includes(name) ? 0o755 : 0o644;
    return { path: name, mode, bytes: Buffer.from(text) };
  });
}

/** Policy 10.7.1: files below etc/ are configuration; a package has nothing else there. */
function isConfiguration({ path }: DebFile): boolean {
  return path.startsWith('etc/');
}

/** deb-md5sums(5): detects accidental damage, not tampering. */
function renderSum({ path, bytes }: DebFile): string {
  return `${hash('md5', bytes)}  ${path}\n`;
}

function renderControl(deb: Pick<Deb, 'control' | 'version' | 'architecture' | 'files'>): string {
  return renderTemplate(deb.control, {
    VERSION: renderVersion(deb.version),
    ARCHITECTURE: deb.architecture,
    INSTALLED_SIZE: String(installedKibibytes(deb.files)),
  });
}

/** Estimates the size like dpkg-gencontrol(1): files in whole KiB, one KiB for a directory. */
function installedKibibytes(files: readonly DebFile[]): number {
  const sizes = planTree(files, 0).map(({ type, bytes }) =>
    type === 'file' ? Math.ceil((bytes?.byteLength ?? 0) / 1024) : 1,
  );
  return sizes.reduce((total, size) => total + size, 0);
}
