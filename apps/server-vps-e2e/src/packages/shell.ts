import { dirname } from 'node:path';

/** The environment of a user's shell: the tests themselves run under Nx. */
export const SHELL: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'))),
  PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  NODE_OPTIONS: '',
  NX_DAEMON: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_prefer_offline: 'true',
};
