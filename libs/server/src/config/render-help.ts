import { flagOf, type Setting, type SettingDeclarations } from './setting.ts';

/** The answer to `--help`: usage, then every setting as it is declared. */
export function renderHelp(program: string, declared: SettingDeclarations): string {
  return [
    `Usage: ${program} [serve] [--flag=value ...]`,
    `       ${program} --help | --version`,
    '',
    'A flag wins over its environment variable.',
    ...Object.values(declared).flatMap((setting) => ['', ...describe(setting)]),
    '',
  ].join('\n');
}

function describe(setting: Setting<unknown>): string[] {
  const fallback = (setting.default ?? 'none') as string | number;
  return [
    `  --${flagOf(setting)}, ${setting.env} (default ${fallback})`,
    `      ${setting.doc}`,
    `      Expects ${setting.kind.expectation}.`,
  ];
}
