import { serverGroups, serverSettings } from './settings.ts';

describe('serverGroups', () => {
  it('holds every setting of the server, each in one group', () => {
    const grouped = serverGroups.flatMap(({ settings }) => Object.keys(settings));
    expect(grouped.toSorted()).toEqual(Object.keys(serverSettings).toSorted());
  });
});
