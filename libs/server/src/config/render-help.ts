import { declaredSettings, flagOf, type Setting } from './settings.ts';

/** The answer to `--help`: usage, then every setting as it is declared. */
export function renderHelp(program: string): string {
  return [
    `Usage: ${program} [serve] [--flag=value ...]`,
    `       ${program} --help | --version`,
    '',
    'A flag wins over its environment variable.',
    ...Object.values(declaredSettings).flatMap((setting) => ['', ...describe(setting)]),
    '',
  ].join('\n');
}

function describe(setting: Setting<string | number | undefined>): string[] {
  const fallback = setting.default ?? 'none';
  return [
    `  --${flagOf(setting)}, ${setting.env} (default ${fallback})`,
    `      ${setting.doc}`,
    `      Expects ${setting.kind.expectation}.`,
  ];
}
