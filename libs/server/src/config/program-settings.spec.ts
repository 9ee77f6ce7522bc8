import { text, wholeNumber } from './kinds.ts';
import { declareProgram, groupProgram } from './program-settings.ts';
import { declare, defaultsOf, type SettingDeclarations } from './setting.ts';
import { serverSettings } from './settings.ts';

const greeting = declare({ env: 'GREETING', kind: text, default: 'hello', doc: 'Word.' });

describe('declareProgram()', () => {
  it('declares only the settings of the server if the program has none', () => {
    expect(declareProgram({})).toEqual(serverSettings);
  });

  it('adds the settings of the program and applies its defaults', () => {
    const declared = declareProgram({ settings: { greeting }, defaults: { port: 3000 } });
    expect(defaultsOf(declared)).toEqual({
      ...defaultsOf(serverSettings),
      greeting: 'hello',
      port: 3000,
    });
  });

  it('lets a program remove a default by undefined', () => {
    expect(declareProgram({ defaults: { maxConnections: undefined } })).toHaveProperty(
      'maxConnections.default',
      undefined,
    );
  });

  const secret = declare({ ...greeting, env: 'TOKEN', secret: 'file' });
  it.each<[SettingDeclarations, string]>([
    [
      { greeting: { ...greeting, env: 'PORT' } },
      'Cannot declare "greeting": another setting reads PORT; rename it',
    ],
    [
      { greeting, other: { ...greeting } },
      'Cannot declare "greeting": another setting reads GREETING; rename it',
    ],
    [
      { secret, greeting: { ...greeting, env: 'TOKEN_FILE' } },
      'Cannot declare "secret": another setting reads TOKEN_FILE; rename it',
    ],
    [
      { port: declare({ ...greeting, kind: wholeNumber({ min: 0, max: 1 }), default: 0 }) },
      'Cannot declare "port": the server has a setting with that name; rename it',
    ],
  ])('rejects %j', (settings, message) => {
    expect(() => declareProgram({ settings })).toThrow(message);
  });

  it.each([
    'greeting',
    'GREETING-WORD',
    '_GREETING',
    'GREETING_',
    '1',
    'A__B',
    '',
    'HELP',
    'VERSION',
  ])('rejects the variable %j', (env) => {
    expect(() => declareProgram({ settings: { greeting: { ...greeting, env } } })).toThrow(
      `Cannot declare the setting "${env}": expected a name such as ORDERS_URL`,
    );
  });
});

describe('groupProgram()', () => {
  it('puts the settings of the program last, and adds no group if it has none', () => {
    expect(groupProgram({ settings: { greeting } }).at(-1)).toEqual({
      title: 'Application',
      settings: { greeting },
    });
    expect(groupProgram({}).map(({ title }) => title)).not.toContain('Application');
  });

  it('shows the defaults of the program', () => {
    const settings = groupProgram({ defaults: { port: 3000 } }).flatMap((group) =>
      Object.values(group.settings),
    );
    expect(settings.find(({ env }) => env === 'PORT')?.default).toBe(3000);
  });
});
