import { filePath, httpUrl } from '../../config/kinds.ts';
import { defineCommand } from './command.ts';

export const admin = defineCommand({
  synopsis: ' [METHOD] PATH [JSON]',
  maxWords: 3,
  doc: 'Sends a request to the admin API of the local server; GET / lists its routes.',
  settings: ['adminSocket'],
  flags: {
    url: {
      kind: httpUrl,
      default: undefined as URL | undefined,
      doc: 'URL of the admin API; default: its unix socket.',
    },
    'token-file': {
      kind: filePath,
      default: undefined as string | undefined,
      doc: 'File that holds the bearer token for --url.',
    },
  },
  run: async (world, { program, words, settings, flags, stop }) => {
    const { administer } = await import('./administer.ts');
    return administer(world, { name: program.name, words, settings, flags, stop });
  },
});
