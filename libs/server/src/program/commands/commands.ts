import { admin } from './admin.ts';
import type { RunnableCommand } from './command.ts';
import { config } from './config.ts';
import { healthcheck } from './healthcheck.ts';
import { sbom } from './sbom.ts';
import { serve } from './serve.ts';

/** All commands, in the order of the help text. */
export const commands = { serve, healthcheck, admin, config, sbom } satisfies Record<
  string,
  RunnableCommand
>;
