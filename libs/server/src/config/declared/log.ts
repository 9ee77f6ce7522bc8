import { oneOf } from '../kind.ts';
import { declare } from '../setting.ts';

/** What is logged. */
export const logSettings = {
  logLevel: declare({
    env: 'LOG_LEVEL',
    kind: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
    default: 'info',
    doc: 'Least severe log lines to write.',
    isMutable: true,
  }),
};
