import { defaultTextOf } from './describe-setting.ts';
import { variablesOf } from './setting.ts';
import { serverGroups, serverSettings } from './settings.ts';

describe('serverGroups', () => {
  it('contain every setting of the server once, in its order', () => {
    const grouped = serverGroups.flatMap(({ settings }) => Object.keys(settings));
    expect(grouped).toEqual(Object.keys(serverSettings));
  });
});

describe('serverSettings', () => {
  it.each(Object.values(serverSettings))(
    'show the default of $env as text that parses to it',
    (setting) => {
      const text = defaultTextOf(setting);
      if (text !== undefined) expect(setting.kind.parse(text)).toEqual(setting.default);
      else expect([undefined, []]).toContainEqual(setting.default);
    },
  );

  it('read no variable twice', () => {
    const names = Object.values(serverSettings).flatMap(variablesOf);
    expect(new Set(names).size).toBe(names.length);
  });
});
