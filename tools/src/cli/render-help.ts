import { renderTable } from '../host/render-table.ts';
import { COMMANDS, type Command, type Flag } from './commands.ts';

/** Renders `tscratch --help`. */
export function renderOverview(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => [`  ${name}`, summary]);
  return [
    'Builds single executables and container images of TypeScript servers.',
    '',
    'Usage: tscratch COMMAND [ENTRY] [FLAGS]',
    '',
    'Commands:',
    renderTable(rows, 2),
    '',
    'ENTRY is a file, or a folder with a package.json; default: this folder.',
    'Options of a program are in "tscratch" of its package.json. More: tscratch COMMAND --help',
    'The version of tscratch: tscratch --version',
  ].join('\n');
}

/** Renders `tscratch COMMAND --help`. */
export function renderHelp(name: string, { summary, argument, flags, examples }: Command): string {
  return [
    `${summary}.`,
    '',
    `Usage: tscratch ${name}${argument === undefined ? '' : ` ${argument}`} [FLAGS]`,
    '',
    'Flags:',
    renderTable(
      Object.entries(flags).map(([flag, of]) => [`  ${renderFlag(flag, of)}`, of.text]),
      2,
    ),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
  ].join('\n');
}

function renderFlag(name: string, { short, value }: Flag): string {
  const long = value === undefined ? `--${name}` : `--${name}=${value}`;
  return short === undefined ? long : `-${short}, ${long}`;
}
