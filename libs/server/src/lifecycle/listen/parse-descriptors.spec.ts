import { parseDescriptors } from './parse-descriptors.ts';

const PID = 4711;

function parse(count: string, names?: string, pid = String(PID)) {
  return parseDescriptors({ LISTEN_PID: pid, LISTEN_FDS: count, LISTEN_FDNAMES: names }, PID);
}

describe('parseDescriptors()', () => {
  it.each([
    ['1', 'http', { http: 3 }],
    ['1', 'notify', { notify: 3 }], // OpenFile= alone
    ['2', 'notify:http', { notify: 3, http: 4 }],
    ['4', 'http:ops:admin:notify', { http: 3, ops: 4, admin: 5, notify: 6 }],
  ])('identifies %s descriptors by the names %j', (count, names, descriptors) => {
    expect(parse(count, names)).toEqual({ descriptors, unknown: [] });
  });

  it.each([
    ['3', 'http:extra:ops', { http: 3, ops: 5 }, [{ name: 'extra', fd: 4 }]],
    ['1', 'server-vps.socket', {}, [{ name: 'server-vps.socket', fd: 3 }]], // what a socket unit is called by default
    ['1', '', {}, [{ name: '', fd: 3 }]],
    ['2', undefined, {}, [3, 4].map((fd) => ({ name: 'unknown', fd }))],
  ])('returns other names apart: %s as %j', (count, names, descriptors, unknown) => {
    expect(parse(count, names)).toEqual({ descriptors, unknown });
  });

  it.each(['4712', '', '04711', '-4711'])('ignores descriptors for the process %j', (pid) => {
    expect(parse('1', 'http', pid)).toEqual({ descriptors: {}, unknown: [] });
    expect(parse('two', 'http', pid)).toEqual({ descriptors: {}, unknown: [] });
  });

  it('returns none if no variables are set', () => {
    expect(parseDescriptors({}, PID)).toEqual({ descriptors: {}, unknown: [] });
  });

  it.each([
    ['2', 'http'],
    ['1', 'http:ops'],
    ['two', 'http:ops'],
    ['0x1', 'http'],
    ['01', 'http'],
    ['', 'http'],
    ['-1', undefined],
    ['99999', undefined],
  ])('rejects the count %j for the names %j', (count, names = '') => {
    expect(() => parse(count, names || undefined)).toThrow(
      `Cannot use LISTEN_FDS="${count}" with LISTEN_FDNAMES="${names}": expected one name per descriptor; set both as sd_listen_fds(3) describes, or unset all LISTEN_ variables`,
    );
  });

  it.each(['http:http', 'http:ops:http', 'ops:notify:ops'])(
    'rejects a duplicate name: %j',
    (names) => {
      const name = names.split(':')[0] ?? '';
      expect(() => parse(String(names.split(':').length), names)).toThrow(
        `Cannot use two descriptors named "${name}": expected one; keep a single ListenStream= or OpenFile= with that name in the units`,
      );
    },
  );
});
