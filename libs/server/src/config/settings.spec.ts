import { defaultTextOf } from './describe-setting.ts';
import { variablesOf } from './setting.ts';
import { serverGroups, serverSettings } from './settings.ts';

describe('serverGroups', () => {
  it('holds every setting of the server, each in one group', () => {
    const grouped = serverGroups.flatMap(({ settings }) => Object.keys(settings));
    expect(grouped.toSorted()).toEqual(Object.keys(serverSettings).toSorted());
  });
});

describe('serverSettings', () => {
  it.each(Object.values(serverSettings))('shows the default of $env as it is read', (setting) => {
    const text = defaultTextOf(setting);
    if (text !== undefined) expect(setting.kind.parse(text)).toEqual(setting.default);
    else expect([undefined, []]).toContainEqual(setting.default);
  });

  it('reads no variable twice', () => {
    const names = Object.values(serverSettings).flatMap(variablesOf);
    expect(new Set(names).size).toBe(names.length);
  });
});
