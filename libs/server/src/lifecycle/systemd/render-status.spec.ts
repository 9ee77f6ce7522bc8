import { clip, renderStatus, type ServiceState } from './render-status.ts';

const ipv4 = { address: '0.0.0.0', family: 'IPv4', port: 8080 };
const ready: ServiceState = {
  phase: 'ready',
  readiness: { isReady: true, heldBackBy: [], checks: [] },
  inFlight: 3,
  addresses: [ipv4],
};
const database = { name: 'database', isRequired: true } as const;
const unready = (...checks: ServiceState['readiness']['checks']): ServiceState => ({
  ...ready,
  readiness: { isReady: false, heldBackBy: [], checks },
});

describe('renderStatus()', () => {
  it.each<[string, ServiceState]>([
    ['ready on 0.0.0.0:8080', ready],
    ['ready on [::]:8080', { ...ready, addresses: [{ ...ipv4, address: '::', family: 'IPv6' }] }],
    ['ready on a unix socket', { ...ready, addresses: [null] }],
    ['ready on /run/http.sock', { ...ready, addresses: ['/run/http.sock'] }],
    ['ready on 0.0.0.0:8080, /a.sock', { ...ready, addresses: [ipv4, '/a.sock'] }],
    ['starting', { ...ready, phase: 'starting' }],
    [
      'starting: database not yet checked',
      { ...unready({ ...database, status: 'pending' }), phase: 'starting' },
    ],
    [
      'not ready: database fails, connection refused',
      unready(
        { ...database, status: 'fail', reason: 'connection refused' },
        { name: 'mail', isRequired: false, status: 'fail', reason: 'late' },
        { name: 'disk', isRequired: true, status: 'pass' },
      ),
    ],
    [
      'not ready: shedding',
      { ...ready, readiness: { isReady: false, heldBackBy: ['shedding'], checks: [] } },
    ],
    ['draining, 3 requests in progress', { ...ready, phase: 'draining' }],
    ['draining, 1 request in progress', { ...ready, phase: 'stopping', inFlight: 1 }],
    ['draining, 0 requests in progress', { ...ready, phase: 'stopping', inFlight: 0 }],
  ])('renders %j', (text, state) => {
    expect(renderStatus(state)).toBe(text);
  });
});

describe('clip()', () => {
  it.each([
    ['one\nREADY=1', 'one READY=1'], // a reason must not add an assignment
    ['\u0000a\r\n\u001b[1mb', 'a [1mb'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), `${'x'.repeat(197)}...`],
  ])('shortens %j to one line', (text, line) => {
    expect(clip(text)).toBe(line);
  });
});
