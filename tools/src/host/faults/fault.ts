import type {
  ApplicationLow,
  ApplicationPages,
  WarmUpFailure,
  DamagedRuntime,
  ElfField,
  ElfTruncation,
  IcuVersion,
  LibraryMachine,
  LibraryName,
  LibraryDependency,
  LocaleUnknown,
  ManifestField,
  MissingRelease,
  NativeAddon,
  OpenAdvisories,
  OtherArchive,
  PackageName,
  Placeholder,
  ProgramFailure,
  RefusedLicences,
} from './facts.ts';
import { exitCodeOf } from './exit-codes.ts';
import { appFaults } from './app-faults.ts';
import { projectFaults } from './project-faults.ts';
import { registryFaults } from './registry-faults.ts';
import { symbolFaults } from './symbol-faults.ts';
import { CLEAN_INSTALL, IN_DEBIAN, NPM_REMEDIES } from './remedies.ts';

/**
 * Every way in which a build can fail for a reason outside its own code. The catalogue is closed: each
 * code names one cause, and its text says which action failed on which value, what was expected and
 * what to do next. Mistakes in the tools themselves are assertions, not faults.
 */
const catalogue = {
  ...appFaults,
  ...projectFaults,
  ...registryFaults,
  ...symbolFaults,
  APPLICATION_LOW: ({ path, address, lowestAddress }: ApplicationLow) =>
    `Cannot place the dynamic loader below "${path}": its first address is 0x${address.toString(16)}, expected 0x${lowestAddress.toString(16)} or more; link it at a higher address (ld --image-base, official Node is at 0x400000)`,
  APPLICATION_MOVABLE: ({ path }: { path: string }) =>
    `Cannot make "${path}" self-contained: it is position-independent (e_type DYN), expected a program at fixed addresses (EXEC) like official Node; link it with -no-pie`,
  APPLICATION_PAGES: ({ path, address, pageBytes }: ApplicationPages) =>
    `Cannot make "${path}" self-contained: its segment at 0x${address.toString(16)} shares a page of ${pageBytes} bytes with the previous segment, expected separate pages; link it with -z max-page-size=${pageBytes}`,
  APPLICATION_UNMAPPED: ({ path, segment }: { path: string; segment: string }) =>
    `Cannot make "${path}" self-contained: its ${segment} is in no PT_LOAD, expected a mapped segment; use the executable as its linker or Node's --build-sea wrote it`,
  AWAIT_CIRCLE: ({ path, importer }: Record<'path' | 'importer', string>) =>
    `Cannot bundle "${path}": it imports "${importer}", which imports it again, and import() loads them together with a top-level await, so in a bundle each would wait for the other; break the circle of imports, or load them by a static import`,
  AWAIT_REQUIRED: ({
    importer,
    path,
    awaiting,
  }: Record<'importer' | 'path' | 'awaiting', string>) =>
    `Cannot bundle "${importer}": it loads "${path}" by require(), but "${awaiting}" has a top-level await, and Node would throw ERR_REQUIRE_ASYNC_MODULE; use import or await import(), or, if the program runs without that package, list it in "omit" of "tscratch" in package.json`,
  WARM_UP_FAILED: ({ path, expected, found, output }: WarmUpFailure) =>
    `Cannot take the code cache of "${path}": expected the app to ${expected}, it ${found}; change "environment" of "warmUp", or set "warmUp" to false to build without a code cache; output of the app: ${output}`,
  APP_MISSING: ({ path }: { path: string }) =>
    `Cannot embed "${path}": no such file; build the bundle first`,
  ARCH_UNKNOWN: ({ arch, known }: { arch: string; known: readonly string[] }) =>
    `Cannot build for "${arch}": expected ${known.join(' or ')}; set --arch to one of them`,
  BAD_SOURCE_DATE_EPOCH: ({ text }: { text: string }) =>
    `Cannot read SOURCE_DATE_EPOCH="${text}": expected whole seconds since 1970, at most 8589934591, the largest time in a tar header; unset it to use the time of the commit`,
  BUILDER_UNKNOWN: ({ variable, text }: { variable: string; text: string }) =>
    `Cannot record the builder ${variable}="${text}": expected sha256: and 64 hexadecimal digits, which is what a container build sets; unset it to build on this host`,
  BUILDER_UNPINNED: ({ text }: { text: string }) =>
    `Cannot build in "${text}": expected an image with its digest, name@sha256: and 64 hexadecimal digits, because a tag can move to another image; find the digest with "docker image inspect --format {{.RepoDigests}} NAME"`,
  CHANGELOG_HEADING: ({ path, heading }: Record<'path' | 'heading', string>) =>
    `Cannot read "## ${heading}" in "${path}": expected a version and its date; write "## [1.0.0] - YYYY-MM-DD"`,
  PROGRAM_STATIC: ({ path }: { path: string }) =>
    `Cannot find the libraries of "${path}": it names no dynamic loader (PT_INTERP), expected a dynamically linked program; use the official Node executable or one made from it`,
  CODE_CACHE_REFUSED: ({ path, expected, found }: Record<'path' | 'expected' | 'found', string>) =>
    `Cannot ship "${path}": expected its code cache to be "${expected}", it reports "${found}"; run npm ci and build again with --skip-nx-cache`,
  CODE_CACHE_STALE: ({ expected, found }: Record<'expected' | 'found', string>) =>
    `Cannot pack the code cache: it was taken from a source with sha256:${found}, expected sha256:${expected}; take it again after building the bundle`,
  DEB_CHANGELOG: ({ path, found, expected }: Record<'path' | 'found' | 'expected', string>) =>
    `Cannot package version ${expected}: the latest release in "${path}" is ${found}; add "## [${expected}] - YYYY-MM-DD" above it`,
  DEB_VERSION: ({ version }: { version: string }) =>
    `Cannot make a Debian package of version "${version}": expected a semantic version with one hyphen at most, such as 1.0.0-rc.1; correct "version" in its package.json`,
  DECORATOR_METADATA: ({ path }: { path: string }) =>
    `Cannot bundle "${path}": its tsconfig has "emitDecoratorMetadata", which needs the compiler of TypeScript 5 or 6, expected the package "typescript"; run "npm install --save-dev typescript@6", or remove the option`,
  ELF_FIELD: ({ path, field, found, expected }: ElfField) =>
    `Cannot use "${path}": ${field} is ${found}, expected ${expected}; use a 64-bit little-endian ELF file for x86-64 or arm64`,
  ELF_TRUNCATED: ({ path, field, end, sizeBytes }: ElfTruncation) =>
    `Cannot read "${path}": ${field} ends at byte ${end}, the file has ${sizeBytes}; fetch or build the file again`,
  ENGINE_MISSING: ({ refusals, hostTarget }: { refusals: readonly string[]; hostTarget: string }) =>
    `Cannot build in a container: ${refusals.join(', ')}; start Docker or Podman, or build on this host with "npx nx run ${hostTarget}"`,
  FILE_MISSING: ({ path, remedy }: { path: string; remedy: string }) =>
    `Cannot read "${path}": no such file; ${remedy}`,
  GIT_UNREADABLE: ({ root, reason }: { root: string; reason: string }) =>
    `Cannot read the git repository of "${root}": ${reason}; fix that, or set SOURCE_DATE_EPOCH and SOURCE_REVISION`,
  ICU_ABSENT: ({ path }: { path: string }) =>
    `Cannot choose locales for "${path}": it contains no ICU data ("CmnD" after the magic 0x27da), expected the data of official Node; set "locales" to "all"`,
  ICU_FIELD: ({ path, field, found, expected }: ElfField) =>
    `Cannot choose locales for "${path}": ${field} is ${found}, expected ${expected}; run npm ci to restore the released Node, or set "locales" to "all"`,
  ICU_VERSION: ({ path, subject, found, expected }: IcuVersion) =>
    `Cannot choose locales for "${path}": ${subject} has the format ${found}, expected ${expected}; set "locales" to "all" until tools/src/node/icu supports it`,
  IMAGE_HEALTH: ({ field, found, expected }: Record<'field' | 'found' | 'expected', string>) =>
    `Cannot declare the health check: "${field}" is ${found}, expected ${expected}; change the option "health"`,
  IMAGE_PORT: ({ port }: { port: number }) =>
    `Cannot expose port ${port}: expected a whole number from 1 to 65535; change the option "ports"`,
  IMAGE_REFERENCE: ({ text }: { text: string }) =>
    `Cannot name the image "${text}": expected [registry/]name[:tag] with the name in lower case, such as team/server:1.0; change the option "reference"`,
  IMAGE_USER: ({ text }: { text: string }) =>
    `Cannot run the image as user "${text}": expected uid:gid, two whole numbers from 0 to 2097151, because the image has no names to look up; change the option "user", for example to "65532:65532"`,
  IMAGE_VOLUME: ({ path }: { path: string }) =>
    `Cannot declare the volume "${path}": expected an absolute path such as /run/server, without spaces, "." or ".."; change the option "volumes"`,
  EXTERNAL_OWN: ({ name, path }: Record<'name' | 'path', string>) =>
    `Cannot leave "${name}" out of the bundle, as "external" of "${path}" wants: it is a package of this workspace, and Node loads no TypeScript from node_modules; remove it from "external"`,
  EXTERNAL_MISSING: ({ name, path }: Record<'name' | 'path', string>) =>
    `Cannot leave "${name}" out of the bundle, as "external" of "${path}" wants: no such package is installed; install it, or correct the name`,
  INCLUDE_COLLISION: ({ path, first, second }: Record<'path' | 'first' | 'second', string>) =>
    `Cannot put two files at "${path}" of the app: ${first} and ${second}; change the "output" of one in "include"`,
  INCLUDE_LINK: ({ path, declaredIn, text }: Record<'path' | 'declaredIn' | 'text', string>) =>
    `Cannot include "${path}" by ${text} of "${declaredIn}": it is a symlink, or below one, expected a file of the workspace; include the file that it leads to`,
  INCLUDE_MISSING: ({ path, text }: Record<'path' | 'text', string>) =>
    `Cannot include ${text} of "${path}": no file matches; correct it or remove it`,
  LIBRARY_MACHINE: ({ name, dependent, path, found, expected }: LibraryMachine) =>
    `Cannot use "${path}" as "${name}", needed by "${dependent}": it is for ${found}, expected ${expected}; use the libraries of that architecture`,
  LIBRARY_MISSING: ({ name, dependent, source }: LibraryDependency & { source: string }) =>
    `Cannot find "${name}", needed by "${dependent}": it is not in ${source}; install the package that contains it or name its folder`,
  LIBRARY_NAME: ({ name, maxBytes }: { name: string; maxBytes: number }) =>
    `Cannot embed "${name}": expected a name of at most ${maxBytes} bytes; raise NAME_BYTES in stub-table.ts and name[] in stub.c`,
  LIBRARY_SONAME: ({ name, dependent, path, soname }: LibraryDependency & LibraryName) =>
    `Cannot use "${path}" as "${name}", needed by "${dependent}": its DT_SONAME is "${soname}"; use the file whose DT_SONAME is that name`,
  LICENCES_REFUSED: ({ problems, allowed }: RefusedLicences) =>
    `Cannot ship ${problems.length} of the packages, by their licences:\n${shorten(problems)}\nexpected ${allowed.join(', ')}, with its text; replace the packages, or declare what this app may ship in "licences" of "tscratch" in its package.json: a licence or "name@version" with your reason in "allow", the file of a missing text in "texts"`,
  LOADER_BSS: ({ path }: { path: string }) =>
    `Cannot embed "${path}": a segment before its last has bss, expected bss in the last only; use Debian's dynamic loader as locked in tools/libraries`,
  LOADER_PATH: ({ path, wanted }: { path: string; wanted: string }) =>
    `Cannot isolate "${path}" from the host: it does not contain the path "${wanted}"; use Debian's dynamic loader as locked in tools/libraries`,
  LOCALE_UNKNOWN: ({ path, locale, nearest }: LocaleUnknown) =>
    `Cannot include the locale "${locale}": the ICU data of "${path}" does not have it, the nearest are ${nearest.join(', ')}; change the option "locales"`,
  LOCK_COMPRESSION: ({ path }: { path: string }) =>
    `Cannot unpack "${path}": expected brotli; restore it from the repository, or run: npx nx run tools:update-libraries`,
  LOCK_DIGEST: ({ path, found, expected }: { path: string; found: string; expected: string }) =>
    `Cannot trust "${path}": its content has sha256 ${found}, expected ${expected}; restore it from the repository, or run: npx nx run tools:update-libraries`,
  LOCK_FORMAT: ({ path, cause }: { path: string; cause: string }) =>
    `Cannot read "${path}": ${cause}, expected the lock of the libraries; restore it from the repository, or run: npx nx run tools:update-libraries`,
  MANIFEST_FIELD: ({ path, field, found, expected, example }: ManifestField) =>
    `Cannot describe the app by "${path}": its "${field}" is ${found}, expected ${expected}; write, for example, "${field}": "${example}"`,
  MANIFEST_SYNTAX: ({ path, reason }: { path: string; reason: string }) =>
    `Cannot read "${path}": ${reason}, expected the JSON of a package.json; correct it`,
  METAFILE_FORMAT: ({ path, cause }: { path: string; cause: string }) =>
    `Cannot read "${path}": ${cause}, expected the metafile of esbuild; build the bundle again with --skip-nx-cache`,
  MODULE_MISSING: ({ path, importer }: { path: string; importer: string }) =>
    `Cannot bundle "${importer}": it requires "${path}", which does not exist; install the package or correct the name, or surround require() or import() with try/catch if the program runs without it`,
  NATIVE_ADDON: ({ path, package: name }: NativeAddon) =>
    `Cannot bundle the native addon "${path}": expected a library for Linux with glibc, on x86-64 or arm64, that require() loads; install it for Linux, or choose a package in JavaScript or WebAssembly${name === undefined ? '' : `, or, if the program runs without "${name}", list it in "omit" of "tscratch" in package.json`}`,
  NODE_ADVISORIES: ({ path, cause }: { path: string; cause: string }) =>
    `Cannot read "${path}": ${cause}, expected a list of objects with id, fixedIn, severity, summary and perhaps an assessment (not_affected with justification and reason, or under_investigation with reason); correct it as docs/releasing.md describes`,
  NODE_ARCHIVE_DAMAGED: ({ path, reason }: { path: string; reason: string }) =>
    `Cannot unpack "${path}": "${reason}", expected the .tar.xz or .tar.gz of an official release; download it again, or use the .tar.gz if xz is not installed`,
  NODE_ARCHIVE_DIGEST: ({ path, found, expected }: Record<'path' | 'found' | 'expected', string>) =>
    `Cannot trust "${path}": its sha256 is ${found}, expected ${expected}; download it again, and compare with SHASUMS256.txt of the release`,
  NODE_ARCHIVE_FOREIGN: ({ path, found }: { path: string; found: string }) =>
    `Cannot use "${path}": ${found}, expected an official release for Linux with glibc; download node-vX.Y.Z-linux-x64.tar.xz or -linux-arm64.tar.xz from nodejs.org/dist`,
  NODE_ARCHIVE_MISSING: ({ path, version, name }: Record<'path' | 'version' | 'name', string>) =>
    `Cannot find "${path}": the lock of Node pins this archive; download https://nodejs.org/dist/v${version}/${name} to that folder`,
  NODE_ARCHIVE_OLDER: ({ current, version }: Record<'current' | 'version', string>) =>
    `Cannot move from Node ${current} to ${version}: it is older; add --release=${version} if that is intended`,
  NODE_ARCHIVE_OTHER: ({ path, found, expected }: OtherArchive) =>
    `Cannot use "${path}": it is Node ${found.version} for ${found.arch}, the lock of Node expects ${expected.version} for ${expected.arch}; restore the lock from the repository`,
  NODE_ARCHIVE_PAIRS: ({ archives, digests }: Record<'archives' | 'digests', number>) =>
    `Cannot use ${archives} archives with ${digests} digests: expected one --sha256 for each --archive, in the same order; repeat both options`,
  NODE_ARCHIVE_PROCESSORS: ({ found }: { found: readonly string[] }) =>
    `Cannot use archives for ${found.join(' and ')}: expected one for x64 and one for arm64; repeat --archive and --sha256`,
  NODE_ARCHIVE_RELEASES: ({ found, expected }: { found: readonly string[]; expected: string }) =>
    `Cannot use archives of Node ${found.join(' and ')}: expected ${expected}; download both of the same release`,
  NODE_EDITED: ({ paths }: { paths: readonly string[] }) =>
    `Cannot move to another Node: there are uncommitted changes in ${paths.map((path) => `"${path}"`).join(' and ')}; commit or restore them first`,
  NODE_INTEGRITY: ({ spec, found, expected }: Record<'spec' | 'found' | 'expected', string>) =>
    `Cannot trust the "${spec}" that npm fetched: its integrity is ${found}, the lock of Node expects ${expected}; run "npm cache clean --force", try again, and report it to the operator of the registry if it happens again`,
  NODE_LOCK_FORMAT: ({ path, cause }: { path: string; cause: string }) =>
    `Cannot read "${path}": ${cause}, expected the lock of Node; restore it from the repository`,
  NODE_LOCK_STALE: ({ path, version, found }: Record<'path' | 'version' | 'found', string>) =>
    `Cannot use ${found} of package-lock.json: "${path}" pins ${version}; restore both files and run tools:update-node again, which changes them together`,
  NODE_MISSING: ({ name }: { name: string }) =>
    `Cannot find the pinned Node in the package "${name}": it is not installed; run npm ci on Linux for x64 or arm64`,
  NODE_OLDER: ({ current, newest }: Record<'current' | 'newest', string>) =>
    `Cannot move from Node ${current} to ${newest}, the newest of its line that the registry has for both processors: it is older; use --release=${newest} if that is intended`,
  NODE_MISMATCH: ({ found, expected }: Record<'found' | 'expected', string>) =>
    `Cannot build on Node ${found}: expected the pinned ${expected}, the version that is shipped; run npm start once to build it, then use "npx nx"`,
  NODE_RELEASE: ({ text }: { text: string }) =>
    `Cannot move to Node "${text}": expected a release such as 26.10.0; pass all three numbers to --release`,
  NODE_RELEASE_PARTIAL: ({ release, missing, newest }: MissingRelease) =>
    `Cannot move to Node ${release}: the registry has no ${missing.map((name) => `${name}@${release}`).join(' and no ')}, expected it for both processors; ${newest === undefined ? 'list the releases with npm view' : `the newest of this line is --release=${newest}`}`,
  NODE_STRAY: ({ paths }: { paths: readonly string[] }) =>
    `Cannot change Node alone: npm would also change ${paths.map((path) => `"${path}"`).join(', ')} in package-lock.json; run npm install and commit the result first`,
  NODE_UNDATED: ({ path, release }: Record<'path' | 'release', string>) =>
    `Cannot find the day of Node ${release} in "${path}": expected a heading "## YYYY-MM-DD, Version ${release}"; fetch the release again`,
  NODE_UNPACKED: ({ name }: { name: string }) =>
    `Cannot find the pinned Node: the archive "${name}" is not unpacked; run npm start once, which unpacks it`,
  NODE_UNFETCHED: ({ spec, reason }: { spec: string; reason: string }) =>
    `Cannot fetch "${spec}": npm failed with ${reason}; ${NPM_REMEDIES[reason] ?? 'check the network and the registry that npm uses, and try again'}`,
  NODE_UNLISTED: ({ name, reason }: Record<'name' | 'reason', string>) =>
    `Cannot list the releases of "${name}": npm failed with ${reason}; check the network and the registry that npm uses`,
  NODE_UNLOCKED: ({ name }: { name: string }) =>
    `Cannot fetch "${name}": package-lock.json has no sha512 integrity for it; add it to "optionalDependencies" of package.json and run npm install`,
  NODE_VULNERABLE: ({ version, count, fixedIn }: OpenAdvisories) =>
    `Cannot recommend Node ${version}: ${count} of its vulnerabilities are High or Critical, expected none; move to ${fixedIn} or newer and make a release`,
  OPTIONS_FORMAT: ({ path, found }: Record<'path' | 'found', string>) =>
    `Cannot read "${path}": its "tscratch" is ${found}, expected an object such as { "omit": ["cpu-features"] }; correct it`,
  OPTIONS_SYNTAX: ({ path, reason }: Record<'path' | 'reason', string>) =>
    `Cannot read "${path}": ${reason}, expected an object of JSON; correct it`,
  PACKAGE_LEFT_OUT: ({ path, importer }: { path: string; importer: string }) =>
    `Cannot bundle "${importer}": its "${path}" is external, so the program would look for it on the disk of the machine that runs it; list it in "external" of "tscratch" in package.json instead of that of the target "bundle"`,
  PACKAGE_UNLOCKED: ({ ref, folder, lock, manager }: PackageName) =>
    `Cannot declare "${ref}": ${lock} has no sha512 integrity of that version for "${folder}"; run ${manager} install to lock it, or ${CLEAN_INSTALL[manager] ?? manager} to install what is locked`,
  PIECE_MISSING: ({ path, placeholder, files }: Placeholder & { files: readonly string[] }) =>
    `Cannot render "${path}": no piece "${placeholder}" in ${files.map((file) => `"${file}"`).join(' or ')}; write it in one of them, below a line with that placeholder`,
  PIECE_UNUSED: ({ path, placeholder, file }: Placeholder & { file: string }) =>
    `Cannot use the piece "${placeholder}" of "${file}": "${path}" has no line left for it; write "${placeholder}" on a line of its own where it belongs, or remove the piece`,
  PLACEHOLDER_MISSING: ({ path, placeholder }: Placeholder) =>
    `Cannot render "${path}": it does not contain "${placeholder}"; add it where that value belongs`,
  PLACEHOLDER_UNKNOWN: ({ path, placeholder }: Placeholder) =>
    `Cannot render "${path}": there is no value for "${placeholder}"; correct its name in the template`,
  PROGRAM_FAILED: ({ command, status, lastLine }: ProgramFailure) =>
    `Cannot run "${command}": it exited with status ${status ?? 'none'}, "${lastLine}"; run it yourself to see its whole output`,
  PROGRAM_MISSING: ({ command }: { command: string }) =>
    `Cannot run "${command}": no such program; install the package that contains it`,
  RELEASE_COMMIT: ({ revision, repository }: Record<'revision' | 'repository', string>) =>
    `Cannot rebuild commit ${revision}: the repository in "${repository}" does not have it; run "git fetch" (in a shallow clone "git fetch --unshallow"), or clone the repository that the release is from`,
  RELEASE_DIRTY: ({ name, revision }: Record<'name' | 'revision', string>) =>
    `Cannot build "${name}" again: it was built from ${revision}, with changes that were never committed; use a release that was built from a commit`,
  RELEASE_KIND: ({ name }: { name: string }) =>
    `Cannot verify "${name}": expected a file that this target builds; pass its binary, .tar.gz, .deb or image.tar`,
  RELEASE_PROCESSOR: ({ name, found, expected }: Record<'name' | 'found' | 'expected', string>) =>
    `Cannot build "${name}" again here: it is for ${found}, this machine is ${expected}; verify it on a machine with ${found}`,
  RELEASE_UNRECORDED: ({ name }: { name: string }) =>
    `Cannot build "${name}" again: it records no commit, expected org.opencontainers.image.revision in its labels or its sbom.cdx.json; use a release that was built inside the repository`,
  REPRODUCTION_DIFFERS: ({ name, differences }: { name: string; differences: string }) =>
    `Cannot reproduce "${name}": expected the same bytes, found\n${differences}\npaste the proof above into an issue`,
  RUNTIME_DAMAGED: ({ folder, name, expected, found }: DamagedRuntime) =>
    `Cannot use the runtime in "${folder}": its layer.json names ${expected}, its ${name} is ${found}; build it again with "npx nx run tools:runtime --skip-nx-cache"`,
  STEP_CANCELLED: ({ purpose }: { readonly purpose: string }) =>
    `Cannot ${purpose}: a signal interrupted the run; run the command again`,
  STEP_FAILED: ({
    purpose,
    program,
    outcome,
  }: {
    purpose: string;
    program: string;
    outcome: string;
  }) => `Cannot ${purpose}: "${program}" ended with ${outcome}; see its output above`,
  SYMBOL_VERSION_MISSING: ({
    path,
    library,
    version,
  }: Record<'path' | 'library' | 'version', string>) =>
    `Cannot start "${path}" with the locked libraries: it needs ${version} of "${library}", which has no such version; choose an older release, or renew the libraries from a newer Debian`,
  TAR_LINK_TOO_LONG: ({ path, linkTarget }: { path: string; linkTarget: string }) =>
    `Cannot store the link "${path}" in a tar: expected a target of at most 100 bytes, found "${linkTarget}"; shorten the target`,
  TAR_PATH_TOO_LONG: ({ path }: { path: string }) =>
    `Cannot store "${path}" in a tar: expected at most 155 bytes of folder and 100 bytes of name; shorten the path`,
  WRONG_DISTRIBUTION: ({ found, expected }: { found: string; expected: string }) =>
    `Cannot renew the libraries on ${found}: expected ${expected}, whose packages they are; run: ${IN_DEBIAN}`,
} as const;

/** Lines of a message, as many as a screen has room for. */
function shorten(lines: readonly string[]): string {
  const shown = lines.slice(0, SCREEN_LINES).map((line) => `  ${line}`);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

const SCREEN_LINES = 20;

export type FaultCode = keyof typeof catalogue;
export type FaultFacts<Code extends FaultCode> = Parameters<(typeof catalogue)[Code]>[0];

/** A failure that a user can act on: `message` is one sentence for people, the fields are for programs. */
export class Fault<Code extends FaultCode = FaultCode> extends Error {
  override readonly name = 'Fault';
  readonly code: Code;
  readonly facts: FaultFacts<Code>;

  constructor(code: Code, facts: FaultFacts<Code>, options?: ErrorOptions) {
    super((catalogue[code] as (facts: FaultFacts<Code>) => string)(facts), options);
    this.code = code;
    this.facts = facts;
  }

  /** Status for a command line. */
  get exitCode(): number {
    return exitCodeOf(this.code);
  }
}
