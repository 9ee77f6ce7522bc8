/** The order in which Jest runs the specs of a project, for every jest.config.cjs. */
import Sequencer from '@jest/test-sequencer';

/**
 * Ends of the paths of specs that take most of a minute or more, per project the longest first. On a new machine Jest
 * knows no durations and begins with the largest files; a long spec that comes last leaves the other workers idle.
 */
export const LONGEST = [
  '/lifecycle/tls/acme/issuing.spec.ts',
  '/management/diagnostics/diagnostics.spec.ts',
  '/program/threads/sick-threads.spec.ts',
  '/http/app-types.spec.ts',
  '/conformance/h2spec.spec.ts',
  '/libs/server/src/readme.spec.ts',
  '/program/threads/exit-while-blocked.spec.ts',
  '/cli/tscratch.spec.ts',
  '/update/libraries/renew-libraries.spec.ts',
  '/artefacts/files-in-both.spec.ts',
  '/node/runtime/files.spec.ts',
  '/artefacts/binary/arm64.spec.ts',
  '/node/runtime/build-executable.spec.ts',
  '/server-vps-e2e/src/container-build.spec.ts',
  '/systemd/systemd.spec.ts',
  '/server-vps-e2e/src/any-app.spec.ts',
  '/packages/adoption.spec.ts',
  '/packages/install.spec.ts',
];

/**
 * Puts the longest specs first and keeps the order of the others.
 *
 * @template {{ readonly path: string }} T
 * @param {readonly T[]} tests
 * @returns {T[]}
 */
export function putLongestFirst(tests) {
  const rank = ({ path }) => {
    const place = LONGEST.findIndex((end) => path.endsWith(end));
    return place === -1 ? LONGEST.length : place;
  };
  return tests.toSorted((a, b) => rank(a) - rank(b));
}

/** Jest's order, after the longest specs. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return putLongestFirst(super.sort(tests));
  }
}
