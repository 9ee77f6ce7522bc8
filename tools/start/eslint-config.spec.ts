import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Lints a text as if it stood in the file; gives the names of the broken rules. */
function lint(path: string, text: string): readonly string[] {
  const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
  const args = [eslint, '--stdin', '--stdin-filename', path, '--format', 'json'];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  const [file] = JSON.parse(stdout) as [{ messages: readonly { ruleId: string }[] }];
  return file.messages.map(({ ruleId }) => ruleId);
}

describe('the lint rules', () => {
  it.each([
    ['apps/server-scratch/src/main.ts', "import '@tscratch/server';", []],
    ['tools/src/tar/tar.ts', "import '@tscratch/server';", ['@nx/enforce-module-boundaries']],
    [
      'libs/server/src/index.ts',
      "import '../../../tools/src/tar/tar.ts';",
      ['@nx/enforce-module-boundaries'],
    ],
    [
      'apps/server-scratch/src/main.ts',
      "import '../../server-vps/src/main.ts';",
      ['@nx/enforce-module-boundaries'],
    ],
    ['libs/server/src/index.ts', "export * from './edge/world.ts';", ['no-restricted-syntax']],
    [
      'libs/server/src/index.ts',
      'process.exit(Date.now());',
      ['no-restricted-properties', 'no-restricted-properties'],
    ],
    [
      'tools/src/tar/tar.ts',
      "'a'.localeCompare(String(new Date()));",
      ['no-restricted-syntax', 'no-restricted-syntax'],
    ],
  ])(
    'judge, in %s, %s as %j',
    (path, text, rules) => {
      expect(lint(path, text)).toEqual(rules);
    },
    30_000,
  );
});
