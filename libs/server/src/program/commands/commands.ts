import { adminConsole } from './admin-console.ts';
import { adminMcp } from './admin-mcp.ts';
import { admin } from './admin.ts';
import type { RunnableCommand } from './command.ts';
import { config } from './config.ts';
import { healthcheck } from './healthcheck.ts';
import { sbom } from './sbom.ts';
import { serve } from './serve.ts';
import { top } from './top.ts';

/** All commands, in the order of the help text. */
export const commands = {
  serve,
  healthcheck,
  admin,
  'admin console': adminConsole,
  'admin mcp': adminMcp,
  top,
  config,
  sbom,
} satisfies Record<string, RunnableCommand>;
