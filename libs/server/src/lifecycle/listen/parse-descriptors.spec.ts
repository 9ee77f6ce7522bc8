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
  ])('knows %s by the names %j', (count, names, descriptors) => {
    expect(parse(count, names)).toEqual({ descriptors, unknownNames: [] });
  });

  it.each([
    ['3', 'http:extra:ops', { http: 3, ops: 5 }, ['extra']],
    ['1', 'server-vps.socket', {}, ['server-vps.socket']], // what a socket unit is called by default
    ['1', '', {}, ['']],
    ['2', undefined, {}, ['unknown', 'unknown']],
  ])('leaves what has another name: %s as %j', (count, names, descriptors, unknownNames) => {
    expect(parse(count, names)).toEqual({ descriptors, unknownNames });
  });

  it.each(['4712', '', '04711', '-4711'])('leaves what is for the process %j', (pid) => {
    expect(parse('1', 'http', pid)).toEqual({ descriptors: {}, unknownNames: [] });
    expect(parse('two', 'http', pid)).toEqual({ descriptors: {}, unknownNames: [] });
  });

  it('finds none where there are no variables', () => {
    expect(parseDescriptors({}, PID)).toEqual({ descriptors: {}, unknownNames: [] });
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
  ])('refuses the count %j for the names %j', (count, names = '') => {
    expect(() => parse(count, names || undefined)).toThrow(
      `Cannot use LISTEN_FDS="${count}" with LISTEN_FDNAMES="${names}": expected one name per descriptor; set both as sd_listen_fds(3) describes, or unset all LISTEN_ variables`,
    );
  });

  it.each(['http:http', 'http:ops:http', 'ops:notify:ops'])('refuses a name twice: %j', (names) => {
    const name = names.split(':')[0] ?? '';
    expect(() => parse(String(names.split(':').length), names)).toThrow(
      `Cannot use two descriptors named "${name}": expected one; keep a single ListenStream= or OpenFile= with that name in the units`,
    );
  });
});
