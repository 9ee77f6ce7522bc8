import { isOpenToAll, parseUnixPath } from './unix-socket.ts';

const TEXT = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 25093 /run/server-vps/admin.sock
0000000000000000: 00000002 00000000 00010000 0001 01  2509 /run/with a space.sock
0000000000000000: 00000003 00000000 00000000 0001 03 25094
0000000000000000: 00000002 00000000 00010000 0001 01 25095 @abstract
`;

describe('parseUnixPath()', () => {
  it.each([
    [25_093, '/run/server-vps/admin.sock'],
    [2_509, '/run/with a space.sock'],
    [25_094, undefined],
    [25_095, '@abstract'],
    [1, undefined],
  ])('finds the path of inode %d: %p', (inode, path) => {
    expect(parseUnixPath(TEXT, inode)).toBe(path);
  });
});

describe('isOpenToAll()', () => {
  it.each([
    [0o600, false],
    [0o660, false],
    [0o666, true],
    [0o602, true],
    [undefined, true],
  ])('returns for the mode %p: %p', (mode, isOpen) => {
    expect(isOpenToAll({ path: '/x', mode })).toBe(isOpen);
  });
});
