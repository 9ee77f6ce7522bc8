import type { Plugin } from 'esbuild';

/**
 * What side-channel does, in one WeakMap and one Map. The package keeps to old runtimes: it chooses among three
 * implementations, and prints the missing key of an error by object-inspect.
 *
 * @see https://github.com/ljharb/side-channel
 */
const SIDE_CHANNEL = `
module.exports = function getSideChannel() {
  const objects = new WeakMap(), others = new Map();
  const of = (key) => (key !== null && (typeof key === 'object' || typeof key === 'function') ? objects : others);
  return {
    assert(key) {
      if (!of(key).has(key)) throw new TypeError('Side channel does not contain the given key');
    },
    delete: (key) => of(key).delete(key),
    get: (key) => of(key).get(key),
    has: (key) => of(key).has(key),
    set(key, value) {
      of(key).set(key, value);
    },
  };
};
`;

/**
 * Gives qs a side channel without the 17 packages that it consists of for runtimes before 2015: 60 kB of the bundle
 * of each app with Express. Every other importer gets the package.
 */
export function trimSideChannel(): Plugin {
  return {
    name: 'trim-side-channel',
    setup(build) {
      build.onResolve({ filter: /^side-channel$/ }, ({ importer }) =>
        /\/node_modules\/qs\/lib\/[^/]+$/.test(importer)
          ? { path: 'side-channel', namespace: 'trim-side-channel' }
          : undefined,
      );
      build.onLoad({ filter: /^/, namespace: 'trim-side-channel' }, () => ({
        contents: SIDE_CHANNEL,
        loader: 'js',
      }));
    },
  };
}
