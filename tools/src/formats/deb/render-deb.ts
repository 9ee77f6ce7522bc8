import { hash } from 'node:crypto';
import { renderTemplate, type Template } from '../template/render-template.ts';
import { renderGzip } from '../render-gzip.ts';
import { renderTar } from '../tar.ts';
import { planTree, type DebFile } from './plan-tree.ts';
import { renderAr } from './render-ar.ts';
import { renderVersion } from './render-version.ts';

/** What a binary package is made of. */
export interface Deb {
  /** deb-control(5), with `@VERSION@`, `@ARCHITECTURE@` and `@INSTALLED_SIZE@`. */
  readonly control: Template;
  /** Semantic version. */
  readonly version: string;
  /** As Debian names it. */
  readonly architecture: string;
  /** Further members of the control archive, such as deb-postinst(5) and deb-triggers(5), by name. */
  readonly scripts: readonly ControlMember[];
  /** What is installed. Those below etc/ are configuration: an upgrade keeps what its owner changed. */
  readonly files: readonly DebFile[];
  /** Modification time of all, seconds since 1970. */
  readonly mtimeSeconds: number;
}

export interface ControlMember {
  readonly name: string;
  readonly text: string;
}

/** What dpkg runs; the other members of the control archive are read. */
const MAINTAINER_SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'];

/**
 * Renders a binary package. The same parts give the same bytes.
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

/** What policy 10.7.1 calls configuration lies here, and nothing else of a package does. */
function isConfiguration({ path }: DebFile): boolean {
  return path.startsWith('etc/');
}

/** deb-md5sums(5): it finds accidents, and is no protection from anybody. */
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

/** As dpkg-gencontrol(1) estimates it: files by whole KiB, and one KiB for a directory. */
function installedKibibytes(files: readonly DebFile[]): number {
  const sizes = planTree(files, 0).map(({ type, bytes }) =>
    type === 'file' ? Math.ceil((bytes?.byteLength ?? 0) / 1024) : 1,
  );
  return sizes.reduce((total, size) => total + size, 0);
}
