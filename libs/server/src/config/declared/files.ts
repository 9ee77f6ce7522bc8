import { directoryPath } from '../kind.ts';
import { declare } from '../setting.ts';

/** What the file server serves, and how. */
export const filesSettings = {
  filesRoot: declare({
    env: 'FILES_ROOT',
    kind: directoryPath,
    default: undefined,
    doc: 'Directory to serve under /; without it / answers that the server is alive.',
  }),
};
