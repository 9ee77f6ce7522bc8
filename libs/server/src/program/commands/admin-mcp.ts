import type { Flag } from '../../config/command.ts';
import { oneOf } from '../../config/kinds.ts';
import type { Access } from '../../management/server/route.ts';
import { admin } from './admin.ts';
import { defineCommand } from './command.ts';

const allow: Flag<Access> = {
  kind: oneOf(['read', 'write', 'dangerous']),
  default: 'read',
  doc: 'The most that a tool may do; dangerous ones also need ADMIN_DANGEROUS of the server.',
};

export const adminMcp = defineCommand({
  synopsis: '',
  maxWords: 0,
  doc: 'Serves the admin API of the local server to an MCP client over stdin and stdout; it only reads unless --allow says otherwise.',
  settings: ['adminSocket'],
  flags: { ...admin.flags, allow },
  run: async (world, { program, settings, flags, stop }) => {
    const { serveMcp } = await import('./mcp/serve-mcp.ts');
    const { name, version } = program;
    return serveMcp(world, { name, version, settings, flags, allow: flags.allow, stop });
  },
});
