import { text } from './kinds.ts';
import { renderSettingsDoc } from './render-settings-doc.ts';
import { declare } from './setting.ts';

function render(change: object): string {
  const setting = { env: 'GREETING', kind: text, default: 'hello', doc: 'Word to greet with.' };
  const settings = { greeting: declare({ ...setting, ...change }) };
  return renderSettingsDoc([{ title: 'Application', settings }]).split('\n## ')[1] ?? '';
}

describe('renderSettingsDoc()', () => {
  it('describes a setting', () => {
    expect(render({ isMutable: true })).toBe(
      [
        'Application\n',
        '### GREETING\n',
        'Word to greet with.\n',
        '- Flag: `--greeting`',
        '- Default: `hello`',
        '- Expects text without control characters.',
        '- Can be changed while the server runs.',
        '',
      ].join('\n'),
    );
  });

  it('shows where a secret is read from, without flag and default', () => {
    expect(render({ secret: 'file' })).toBe(
      [
        'Application\n',
        '### GREETING\n',
        'Word to greet with.\n',
        '- Expects text without control characters.',
        '- Secret, read from the file that GREETING_FILE names, else from the file greeting in $CREDENTIALS_DIRECTORY, $NOMAD_SECRETS_DIR or /run/secrets.',
        '',
      ].join('\n'),
    );
  });
});
