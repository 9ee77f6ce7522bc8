import { spawnSync } from 'node:child_process';
import { text } from '../src/config/kinds.ts';
import { declare } from '../src/config/setting.ts';
import { serverGroups, serverSettings } from '../src/config/settings.ts';
import { commands } from '../src/program/commands/commands.ts';
import { EX } from '../src/world/faults/sysexits.ts';
import { renderManual } from './render-manual.ts';

const manual = renderManual('orders', serverGroups);

function renderSetting(change: object): string {
  const setting = { env: 'GREETING', kind: text, default: 'hello', doc: 'Word to greet with.' };
  const settings = { greeting: declare({ ...setting, ...change }) };
  return renderManual('orders', [{ title: 'Application', settings }]).split('.SS ')[1] ?? '';
}

describe('renderManual()', () => {
  it('has the sections of man-pages(7), in its order', () => {
    expect([...manual.matchAll(/^\.SH (.*)$/gm)].map(([, title]) => title)).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'COMMANDS',
      'SETTINGS',
      'FILES',
      'EXIT STATUS',
      'SIGNALS',
      'SEE ALSO',
    ]);
  });

  it('describes a setting', () => {
    expect(renderSetting({ isMutable: true }).split('.SH ')[0]).toBe(
      [
        'Application',
        '.TP',
        '.B GREETING, \\-\\-greeting',
        'Word to greet with.',
        'Expects text without control characters.',
        'Default: hello.',
        'Can be changed while the server runs.',
        '',
      ].join('\n'),
    );
  });

  it('shows the file variable of a secret, without flag and default', () => {
    const page = renderSetting({ secret: 'file' });
    expect(page).toContain('.B GREETING_FILE\n');
    expect(page).not.toContain('hello');
    expect(page).not.toContain('\\-\\-greeting');
  });

  it.each(Object.values(serverSettings).map(({ env }) => env))('has the setting %s', (env) => {
    expect(manual).toMatch(new RegExp(`^\\.B ${env}(_FILE$|, )`, 'm'));
  });

  it.each(Object.keys(commands))('has the command %s', (name) => {
    expect(manual).toMatch(new RegExp(`^\\.B ${name}( |$)`, 'm'));
  });

  it.each(Object.values(EX))('has the exit status %d', (status) => {
    const section = manual.split('.SH EXIT STATUS')[1]?.split('.SH ')[0];
    expect(section).toMatch(new RegExp(`^\\.B ${status}$`, 'm'));
  });

  it('escapes a dot at the beginning of a line, and backslashes', () => {
    expect(renderSetting({ doc: '.hidden files, and C:\\\\temp' })).toContain(
      '\n\\&.hidden files, and C:\\e\\etemp\n',
    );
  });
});

const mandoc = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], {
  input: manual,
  encoding: 'utf8',
});
const mustLint = mandoc.error === undefined || process.env['CI'] === 'true'; // as for other programs
const why = mustLint ? '' : ' (mandoc not installed)';

(mustLint ? describe : describe.skip)(`mandoc${why}`, () => {
  it('reports nothing but the missing date', () => {
    expect(mandoc.stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/WARNING: missing date, using "": TH$/),
    ]);
  });
});
