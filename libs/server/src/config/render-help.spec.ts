import { commands } from '../../testing/read-command-line.ts';
import type { Command, Flag } from './command.ts';
import { text } from './kinds.ts';
import { renderHelp } from './render-help.ts';
import { declare, type Setting } from './setting.ts';
import { serverGroups, serverSettings } from './settings.ts';

const help = renderHelp({ name: 'x', commands, groups: serverGroups });

function renderExample(setting: Setting<unknown>): string {
  const groups = [{ title: 'Example', settings: { setting } }];
  return renderHelp({ name: 'x', commands, groups });
}

describe('renderHelp()', () => {
  it('begins with the usage', () => {
    expect(
      renderHelp({ name: 'server-scratch', commands, groups: serverGroups }).split('\n')[0],
    ).toBe('Usage: server-scratch [serve] [--flag=value ...]');
  });

  it.each(Object.entries<Command>(commands))('describes the command %s', (name, { doc, flags }) => {
    const words = help.replaceAll(/\s+/g, ' ');
    expect(words).toContain(` ${name} `);
    expect(words).toContain(doc);
    for (const [flag, { doc: about, isSwitch }] of Object.entries<Flag<unknown>>(flags))
      expect(words).toMatch(
        new RegExp(`--${flag} ${isSwitch === true ? '' : String.raw`\(default [^)]+\) `}${about}`),
      );
  });

  it('fits into 80 columns', () => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each(Object.values(serverSettings))(
    'describes the setting $env',
    ({ env, doc, kind, secret }) => {
      const words = help.replaceAll(/\s+/g, ' ');
      const variable = secret === 'file' ? `${env}_FILE` : env;
      expect(words).toContain(` ${variable} (${secret === undefined ? 'default ' : 'secret)'}`);
      expect(words).toContain(`${doc} Expects ${kind.expectation}.`);
    },
  );

  it('puts settings under their heading, with flag, variable and default on one line', () => {
    expect(help).toContain('\n\nListener:\n\n  --port, PORT (default 8080)\n      TCP port');
    expect(help).toContain('\n\nFiles:\n\n  --files-root, FILES_ROOT (default none)\n');
  });

  it('marks only settings that can be changed while the server runs', () => {
    expect(help).toContain(', LOG_LEVEL (default info, mutable)\n');
    expect(help).toContain(', MAX_HEADER_BYTES (default 16384)\n');
  });

  it('puts the default on a line of its own if one line would be too long', () => {
    const setting = declare({
      env: 'EXAMPLE_EXPORTER_OTLP_TRACES_ENDPOINT',
      kind: text,
      default: 'x',
      doc: 'Example.',
    });
    expect(renderExample(setting)).toContain(
      '\n  --example-exporter-otlp-traces-endpoint, EXAMPLE_EXPORTER_OTLP_TRACES_ENDPOINT\n  (default x)\n',
    );
  });

  it.each([
    ['file', 'API_TOKEN_FILE (secret)', 'that API_TOKEN_FILE names, else'],
    [
      'file or variable',
      'API_TOKEN_FILE, API_TOKEN (secret)',
      'that API_TOKEN_FILE names, else from API_TOKEN itself, else',
    ],
  ] as const)('shows where a secret from a %s comes from, and no default', (secret, names, way) => {
    const token = declare({ env: 'API_TOKEN', kind: text, default: 'hunter2', doc: 'T.', secret });
    const rendered = renderExample(token);
    expect(rendered).toContain(`\n  ${names}\n      T.\n`);
    expect(rendered.replaceAll(/\s+/g, ' ')).toContain(
      `Secret, read from the file ${way} from the file api-token in $CREDENTIALS_DIRECTORY, $NOMAD_SECRETS_DIR or /run/secrets.`,
    );
    expect(rendered).not.toContain('hunter2');
    expect(rendered).not.toContain('--api-token');
  });
});
