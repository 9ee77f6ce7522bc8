import { fileNameOf } from './save-file.ts';

describe('fileNameOf()', () => {
  it.each([
    [
      'attachment; filename="orders-cpu-20261130T230000Z.cpuprofile"',
      'orders-cpu-20261130T230000Z.cpuprofile',
    ],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename=""', 'fallback'],
    ['attachment', 'fallback'],
    [null, 'fallback'],
  ])('reads %j as %j', (disposition, name) => {
    expect(fileNameOf(disposition, 'fallback')).toBe(name);
  });
});
