import type { AddonLibrary, AddonPlatform, Tree, TreeAddon, TreeSize } from './facts.ts';

/** The part of the catalogue about what a program consists of: native addons, and the files of a ready folder. */
export const appFaults = {
  ADDON_LIBRARY: ({ path, addon, library }: AddonLibrary) =>
    `Cannot load the native addon "${addon}": ${path === addon ? 'it' : `"${path}", which it loads,`} needs "${library}", which is neither in the runtime nor in a folder that the file names by $ORIGIN; install the package that brings this library, or, if the program runs without the addon, list its package in "omit" of "tscratch" in package.json`,
  ADDON_PLATFORM: ({ package: name, platform, packages }: AddonPlatform) =>
    `Cannot build for ${platform}: the package "${name}" has no native addon for it; ${packages.length > 0 ? `run: npm install --no-save --force ${packages.join(' ')}` : 'install it on such a machine'}, or, if the program runs without the addon, list the package in "omit" of "tscratch" in package.json`,
  ADDON_VERSION: ({ path, library, version }: Record<'path' | 'library' | 'version', string>) =>
    `Cannot load "${path}" of the app: it needs ${version} of "${library}", which has no such version; choose a release of its package that runs on Debian 12, or compile it there`,
  ASSET_OUTSIDE: ({ folder, name }: Record<'folder' | 'name', string>) =>
    `Cannot take "${name}" of the package ${folder} as an asset: it is not a file of the package; correct "assets" of "tscratch" in its package.json, or remove the package`,
  EXTERNAL_LINKED: ({ folder, name }: Record<'folder' | 'name', string>) =>
    `Cannot take ${folder} as files of the program: what it needs, "${name}", is where only a symlink of the package manager leads; set nodeLinker: hoisted in pnpm-workspace.yaml (node-linker=hoisted in .npmrc) and install again`,
  TREE_ADDON: ({ path, owner, declaredIn }: TreeAddon) =>
    `Cannot take the folder of "tree" in "${declaredIn}": all native addons of ${owner} are for another system than Linux, such as ${path}; install its packages for Linux (npm ci --os=linux --cpu=x64 --libc=glibc) and build it again, or name the package in "omit"`,
  TREE_LINK: ({ path, target, declaredIn }: Record<'path' | 'target' | 'declaredIn', string>) =>
    `Cannot take the folder of "tree" in "${declaredIn}": its symlink ${path} leads out of it, to ${target}; set "tree" to a folder that contains both, or copy the folder with what its symlinks lead to (cp --recursive --dereference; pnpm deploy)`,
  TREE_MAIN: ({ folder, main, declaredIn }: Tree) =>
    `Cannot start "${main}" of the folder ${folder}: no such file, expected the script that "main" in "${declaredIn}" names; correct it, or build the folder first`,
  TREE_MISSING: ({ folder, declaredIn }: Tree) =>
    `Cannot find the folder ${folder}, which "${declaredIn}" declares as the program; build it first (next build, nitro build, or the build of your project), or correct "main" and "tree"`,
  TREE_OUTSIDE: ({ folder, main, declaredIn }: Tree) =>
    `Cannot start "${main}" of the folder ${folder}: expected the script that "main" in "${declaredIn}" names to be in the folder that "tree" names; correct one of them`,
  TREE_SIZE: ({ folder, declaredIn, found, expected, largest }: TreeSize) =>
    `Cannot take the folder ${folder}, which "${declaredIn}" declares as the program: its files have ${found}, expected at most ${expected}; the largest is ${largest}; keep such files outside of the program, or set "tree" to a folder without them`,
} as const;
