import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { type ProgramCall, runPrograms } from '../../host/run-programs.ts';
import type { LibraryConsumer, LockedLibrary } from '../../node/libraries/library-lock.ts';
import { sha256 } from '../../node/libraries/read-locked-libraries.ts';

/** SPDX expressions of the licences of these libraries, from Debian's copyright files. */
const GLIBC_LICENCE = 'LGPL-2.1-or-later';
const GCC_LICENCE = 'GPL-3.0-or-later WITH GCC-exception-3.1';

interface Origin {
  readonly name: string;
  readonly neededBy: LibraryConsumer;
  readonly package: string;
  readonly licence: string;
}

/** The libraries that official Node and native addons need, and their Debian packages. */
const ORIGINS: Readonly<Record<string, readonly Origin[]>> = {
  amd64: originsOf('ld-linux-x86-64.so.2'),
  arm64: originsOf('ld-linux-aarch64.so.1'),
};

function originsOf(loader: string): readonly Origin[] {
  const glibc = { package: 'libc6', licence: GLIBC_LICENCE };
  const forNode = [
    ...[loader, 'libc.so.6', 'libdl.so.2', 'libm.so.6', 'libpthread.so.0'].map((name) => ({
      name,
      ...glibc,
    })),
    { name: 'libatomic.so.1', package: 'libatomic1', licence: GCC_LICENCE },
    { name: 'libgcc_s.so.1', package: 'libgcc-s1', licence: GCC_LICENCE },
    { name: 'libstdc++.so.6', package: 'libstdc++6', licence: GCC_LICENCE },
  ];
  const forAddons = ['libresolv.so.2', 'librt.so.1'].map((name) => ({ name, ...glibc }));
  return [
    ...forNode.map((origin) => ({ neededBy: 'node' as const, ...origin })),
    ...forAddons.map((origin) => ({ neededBy: 'addons' as const, ...origin })),
    { neededBy: 'tools', name: 'libutil.so.1', ...glibc },
  ];
}

/** File names of the licences, and their paths in Debian's packages. */
const LICENCE_TEXTS: Readonly<Record<string, string>> = {
  'glibc.txt': 'usr/share/doc/libc6/copyright',
  'gcc-runtime.txt': 'usr/share/doc/gcc-12-base/copyright',
  'LGPL-2.1.txt': 'usr/share/common-licenses/LGPL-2.1',
  'GPL-3.txt': 'usr/share/common-licenses/GPL-3',
};
const LICENCE_PACKAGES = ['gcc-12-base', 'base-files'];

/** A library from a package, with the facts for the lock. */
export interface FetchedLibrary {
  readonly locked: LockedLibrary;
  readonly bytes: Uint8Array;
}

export interface FetchRequest {
  /** Architecture in Debian's terms; it may differ from this machine's. */
  readonly architecture: string;
  /** An empty folder for apt's lists, the packages and their content. */
  readonly folder: string;
  /** The complete environment of apt and dpkg. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Extracts the libraries from Debian's newest packages, with the package sources and keys of this Debian
 * system but in a separate folder: nothing is installed, and no foreign architecture must be added.
 *
 * @throws {Fault} `PROGRAM_MISSING` without apt, `PROGRAM_FAILED` if a package cannot be downloaded.
 */
export function fetchLibraries(request: FetchRequest): readonly FetchedLibrary[] {
  prepareFolder(request.folder);
  runPrograms(planFetch(request), request.env);
  const versions = unpackPackages(request);
  return (ORIGINS[request.architecture] ?? []).map((origin) => {
    const bytes = readUnpacked(request.folder, origin.name);
    const locked = {
      architecture: request.architecture,
      ...origin,
      version: versions.get(origin.package) ?? '',
      sizeBytes: bytes.byteLength,
      sha256: sha256(bytes),
    };
    return { locked, bytes };
  });
}

/** Reads the licence texts of the libraries that were fetched to the folder, by file name. */
export function readLicenceTexts(folder: string): ReadonlyMap<string, Uint8Array> {
  return new Map(
    Object.entries(LICENCE_TEXTS).map(([name, path]) => [
      name,
      readFileSync(join(folder, 'root', path)),
    ]),
  );
}

/** Plans the commands that fetch the packages, in order. */
function planFetch({ architecture, folder }: Omit<FetchRequest, 'env'>): readonly ProgramCall[] {
  const origins = ORIGINS[architecture] ?? [];
  const packages = new Set([...origins.map((origin) => origin.package), ...LICENCE_PACKAGES]);
  const settings = [
    `APT::Architecture=${architecture}`,
    `APT::Architectures::=${architecture}`,
    'APT::Sandbox::User=', // else apt switches to a user who cannot read a folder made by mkdtemp(3)
    'Acquire::Languages=none',
    `Dir::Cache=${join(folder, 'cache')}`,
    `Dir::State=${join(folder, 'state')}`,
    `Dir::State::status=${join(folder, 'status')}`,
  ].map((setting) => `--option=${setting}`);
  const cwd = join(folder, 'packages');
  return [
    { command: 'apt-get', args: [...settings, '--quiet', 'update'], cwd },
    { command: 'apt-get', args: [...settings, '--quiet', 'download', ...packages], cwd },
  ];
}

function prepareFolder(folder: string): void {
  for (const part of ['cache/archives/partial', 'state/lists/partial', 'packages', 'root'])
    mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'status'), ''); // for this apt, nothing is installed
}

/** Unpacks all fetched packages into one root and returns the version of each. */
function unpackPackages({ folder, env }: FetchRequest): ReadonlyMap<string, string> {
  const runDpkg = (...args: readonly string[]): string =>
    runPrograms([{ command: 'dpkg-deb', args }], env)
      .toString()
      .trim();
  const names = readdirSync(join(folder, 'packages')).toSorted();
  const files = names.map((name) => join(folder, 'packages', name));
  for (const file of files) runDpkg('--extract', file, join(folder, 'root'));
  return new Map(
    files.map((file) => [runDpkg('--field', file, 'Package'), runDpkg('--field', file, 'Version')]),
  );
}

/** Reads a library from /lib or /usr/lib; the only folder there has the name of the machine. */
function readUnpacked(folder: string, name: string): Uint8Array {
  for (const parent of ['root/lib', 'root/usr/lib'])
    for (const machine of readdirSync(join(folder, parent)).toSorted()) {
      const path = join(folder, parent, machine, name);
      if (existsSync(path)) return readFileSync(path);
    }
  throw new Fault('FILE_MISSING', {
    path: name,
    remedy: 'correct ORIGINS in fetch-libraries.ts, which names the package of each library',
  });
}
