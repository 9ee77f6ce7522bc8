import { LEVELS, type Level } from '../../log/level.ts';
import { oneOf, ratio } from '../kind.ts';
import { declare } from '../setting.ts';

/** What is logged. */
export const logSettings = {
  logLevel: declare<Level>({
    env: 'LOG_LEVEL',
    kind: oneOf(LEVELS),
    default: 'info',
    doc: 'Least severe log lines to write.',
    isMutable: true,
  }),
  accessLogRatio: declare({
    env: 'ACCESS_LOG_RATIO',
    kind: ratio,
    default: 1,
    doc: 'Share of the requests that are logged; those answered with 500 or more always are.',
  }),
};
