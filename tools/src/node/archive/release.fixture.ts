import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { sha256 } from '../libraries/read-locked-libraries.ts';

/** Properties of a release that a test makes up. */
export interface FakeRelease {
  readonly folder?: string;
  readonly version?: string;
  readonly arch?: 'x64' | 'arm64';
  /** Processor of the program; by default that of `arch`. */
  readonly machine?: 'x86-64' | 'aarch64';
  readonly interpreter?: string;
  /** Where its sources are, as in `process.release.sourceUrl`. */
  readonly source?: string;
  readonly members?: readonly string[];
  readonly compression?: 'gzip' | 'xz';
}

/** An archive, with its digest. */
export interface FakeArchive {
  readonly path: string;
  readonly sha256: string;
}

/** Writes an archive in the layout of nodejs.org/dist to a folder; its program cannot be run. */
export function writeRelease(place: string, release: FakeRelease = {}): FakeArchive {
  const { version = '26.13.1', arch = 'x64', compression = 'gzip' } = release;
  const folder = release.folder ?? `node-v${version}-linux-${arch}`;
  const base = `https://nodejs.org/download/release/v${version}`;
  const { source = `${base}/node-v${version}.tar.gz` } = release;
  const { machine = arch === 'x64' ? 'x86-64' : 'aarch64' } = release;
  const { interpreter = '/lib64/ld-linux-x86-64.so.2' } = release;
  const bin = join(place, folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const elf = renderTinyElf({ machine, interpreter });
  writeFileSync(join(bin, 'node'), Buffer.concat([elf, Buffer.from(`\0${source}\0`)]));
  writeFileSync(join(place, folder, 'LICENSE'), 'the licence');
  const heading = `## 2026-11-11, Version ${version} 'Lithium' (LTS), @someone`;
  writeFileSync(join(place, folder, 'CHANGELOG.md'), `# Changelog\n\n${heading}\n`);
  writeFileSync(join(place, folder, 'README.md'), 'not needed');
  const path = join(place, `${folder}.tar.${compression === 'gzip' ? 'gz' : 'xz'}`);
  const members = release.members ?? [folder];
  execFileSync('tar', [`--${compression}`, '--create', `--file=${path}`, '-C', place, ...members]);
  return { path, sha256: sha256(readFileSync(path)) };
}
