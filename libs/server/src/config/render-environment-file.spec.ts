import { text } from './kinds.ts';
import { renderEnvironmentFile } from './render-environment-file.ts';
import { declare } from './setting.ts';

function render(change: object): string {
  const setting = { env: 'GREETING', kind: text, default: 'hello', doc: 'Word to greet with.' };
  const settings = { greeting: declare({ ...setting, ...change }) };
  return renderEnvironmentFile([{ title: 'Application', settings }]);
}

describe('renderEnvironmentFile()', () => {
  it('shows a setting with its default, commented out', () => {
    expect(render({})).toContain(
      '\n## Application\n\n# Word to greet with. Expects text without control characters.\n#GREETING=hello\n',
    );
  });

  it('sets nothing, and has lines of at most 100 characters', () => {
    const lines = render({ doc: 'word '.repeat(60).trim() }).split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  it.each([
    ['http://[::1]:4318/', '"http://[::1]:4318/"'],
    ['10.0.0.0/8,fd00::/8', '10.0.0.0/8,fd00::/8'],
    ['two words', '"two words"'],
    ['a"b\\c$d`e', '"a\\"b\\\\c\\$d\\`e"'],
    [undefined, ''],
  ])('quotes the default %j for systemd', (value, written) => {
    expect(render({ default: value })).toContain(`\n#GREETING=${written}\n`);
  });

  it('names the file of a secret', () => {
    expect(render({ secret: 'file' })).toContain('\n#GREETING_FILE=\n');
  });
});
