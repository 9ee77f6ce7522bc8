import { keyValues } from '../../config/key-values.ts';
import { httpUrl, list, text, wholeNumber } from '../../config/kinds.ts';
import type { SettingSource } from '../../config/reading.ts';
import { declare, type Setting } from '../../config/setting.ts';
import { renderConfig } from './render-config.ts';

const port = declare({
  env: 'PORT',
  kind: wholeNumber({ min: 0, max: 9 }),
  default: 8,
  doc: 'Port.',
});
const secret = declare<string | undefined>({
  env: 'TOKEN',
  kind: text,
  default: undefined,
  doc: 'Token.',
  secret: 'file',
});

function render(
  setting: Setting<unknown>,
  value: unknown,
  source: SettingSource = { from: 'default' },
) {
  return renderConfig({
    declared: { setting },
    settings: { setting: value },
    sources: { setting: source },
  });
}

describe('renderConfig()', () => {
  it.each<[SettingSource, string]>([
    [{ from: 'default' }, 'PORT=8  # default\n'],
    [{ from: 'flag', name: '--port' }, 'PORT=8  # flag --port\n'],
    [{ from: 'variable', name: 'PORT' }, 'PORT=8  # variable PORT\n'],
    [{ from: 'file', path: '/run/secrets/port' }, 'PORT=8  # file /run/secrets/port\n'],
  ])('shows where a value comes from: %j', (source, line) => {
    expect(render(port, 8, source)).toBe(line);
  });

  it.each([
    ['hunter2', 'TOKEN=******  # file /run/secrets/token\n'],
    [undefined, 'TOKEN=  # file /run/secrets/token\n'],
  ])('shows only whether the secret %j is set', (value, line) => {
    expect(render(secret, value, { from: 'file', path: '/run/secrets/token' })).toBe(line);
  });

  it.each<[Setting<unknown>['kind'], string, string]>([
    [text, 'no-cache', 'no-cache'],
    [text, 'public, max-age=60', '"public, max-age=60"'],
    [text, 'say "so" # here', '"say \\"so\\" # here"'],
    [httpUrl, 'http://collector:4318/v1', 'http://collector:4318/v1'],
    [list(text), 'a,b', 'a,b'],
    [keyValues, 'team=shop%2Cfloor,region=eu', 'team=shop%2Cfloor,region=eu'],
  ])('renders a value as a text that parses to it (%#)', (kind, given, shown) => {
    const setting: Setting<unknown> = { env: 'VALUE', kind, default: '', doc: 'V.' };
    expect(render(setting, kind.parse(given))).toBe(`VALUE=${shown}  # default\n`);
  });
});
