/** The pinned Node needs nothing from the container, and apt runs as the caller. */
export const IN_DEBIAN =
  'docker run --rm --user "$(id -u):$(id -g)" --env HOME=/tmp --volume "$PWD:/workspace" --workdir /workspace debian:bookworm-slim node_modules/.bin/node node_modules/.bin/nx run tools:update-libraries';

const NO_VERSION =
  'the registry has no such version, expected the locked one; choose one that it has, the same for every processor, and run npm install';

/** How each package manager installs exactly what is locked. */
export const CLEAN_INSTALL: Readonly<Record<string, string>> = {
  npm: 'npm ci',
  pnpm: 'pnpm install --frozen-lockfile',
  yarn: 'yarn install --immutable',
  bun: 'bun install --frozen-lockfile',
};

/** Remedies by npm's error code, for errors that the network does not cause. */
export const NPM_REMEDIES: Readonly<Record<string, string>> = {
  E404: NO_VERSION,
  ETARGET: NO_VERSION,
};
