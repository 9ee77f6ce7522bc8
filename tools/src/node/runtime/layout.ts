/**
 * Paths below the root of an image, without a leading slash. Profilers and scanners recognise Node by the
 * last part of its path, `node`.
 *
 * @see https://github.com/open-telemetry/opentelemetry-ebpf-profiler/blob/main/interpreter/nodev8/v8.go
 * @see https://github.com/anchore/syft/blob/main/syft/pkg/cataloger/binary/classifiers.go
 */
export const PROGRAM = 'usr/bin/node';

/** The entrypoint, a symlink to the program. A hard link would be the name in /proc/PID/exe: proc(5). */
export const ENTRYPOINT = 'server';

/** Everything of the app is below this folder, so that a release changes the app layer alone. */
export const APP_FOLDER = 'app';

/** The bundle and its code cache. */
export const APP_FILE = `${APP_FOLDER}/server.app`;

/** Names in the folder of the app that its own files must leave free; plan-app-files.ts puts these there. */
export const RESERVED = ['licences', 'sbom.cdx.json', 'server.app'];

/** Names of the assets in the executable. */
export const ASSETS = {
  /** The native addons among the files, as JSON. */
  addons: 'addons.json',
  app: 'server.app',
  bootstrap: 'bootstrap.cjs',
  /** The files of the app, as a pack. */
  files: 'files.pack',
  mountFiles: 'mount-files.cjs',
  sbom: 'sbom.cdx.json',
} as const;

/**
 * Value of `NODE_DEBUG` for a program that shall say whether V8 accepts its code cache, and end: the build runs
 * no app for that, because an app may listen on every address. Node knows no section `stop`.
 */
export const CODE_CACHE_CHECK = 'code-cache,stop';
