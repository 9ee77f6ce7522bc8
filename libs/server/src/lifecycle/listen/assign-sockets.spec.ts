import { fstatSync } from 'node:fs';
import { assignSockets } from './assign-sockets.ts';
import { parseDescriptors } from './parse-descriptors.ts';

const FILE = 'config.json';

/** Assigns sockets with these names; one of them may be a file. */
function assign(names: string) {
  const all = names.split(':');
  const variables = { LISTEN_PID: '1', LISTEN_FDS: String(all.length), LISTEN_FDNAMES: names };
  return assignSockets(parseDescriptors(variables, 1), (fd) => all[fd - 3] !== FILE);
}

describe('assignSockets()', () => {
  it.each([
    ['server-vps.socket', { http: 3 }],
    ['unknown', { http: 3 }],
    ['', { http: 3 }],
    ['ops:admin:web.socket:notify', { ops: 3, admin: 4, http: 5, notify: 6 }],
    [`${FILE}:web.socket`, { http: 4 }],
  ])('takes the lone socket of %j as http', (names, descriptors) => {
    expect(assign(names).descriptors).toEqual(descriptors);
  });

  it('names what it adopts and what it ignores', () => {
    expect(assign(`${FILE}:web.socket`)).toMatchObject({
      adoptedName: 'web.socket',
      ignoredNames: [FILE],
    });
    expect(assign('http:ops')).toMatchObject({ adoptedName: undefined, ignoredNames: [] });
  });

  it.each([
    ['two without a name', 'a.socket:b.socket', '"a.socket", "b.socket"'],
    ['one beside http', 'http:b.socket', '"b.socket"'],
    ['one with a name that is unknown', 'web', '"web"'],
  ])('rejects %s', (_, names, quoted) => {
    expect(() => assign(names)).toThrow(
      `Cannot assign the sockets named ${quoted}: expected the names http, ops and admin; set FileDescriptorName= in each socket unit`,
    );
  });

  it('rejects a descriptor that is counted, and was not passed', () => {
    const unknown = [{ name: 'unknown', fd: 1_000_000 }];
    const isSocket = (fd: number): boolean => fstatSync(fd).isSocket();
    expect(() => assignSockets({ descriptors: {}, unknown }, isSocket)).toThrow(
      'Cannot use descriptor 1000000 named "unknown": it is not open, so LISTEN_FDS counts more than was passed; set it as sd_listen_fds(3) describes, or unset all LISTEN_ variables',
    );
  });
});
