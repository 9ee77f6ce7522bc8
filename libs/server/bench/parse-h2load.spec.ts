import { parseH2load } from './parse-h2load.ts';

const printed = `starting benchmark...
TLS Protocol: TLSv1.3
Application protocol: h2

finished in 2.00s, 25000.50 req/s, 1.21MB/s
requests: 50001 total, 50081 started, 50001 done, 50001 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 50001 2xx, 0 3xx, 0 4xx, 0 5xx
`;

describe('parseH2load()', () => {
  it('parses requests; there are no percentiles', () => {
    expect(parseH2load(printed)).toEqual({ requestCount: 50_001, p99Ms: NaN });
  });

  it.each([
    ['0 errored', '3 errored'],
    ['0 failed', '3 failed'],
    ['0 timeout', '3 timeout'],
    ['50001 2xx, 0 3xx', '49998 2xx, 3 3xx'],
  ])('rejects a load with %j replaced by %j', (from, to) => {
    expect(() => parseH2load(printed.replace(from, to))).toThrow(
      'Cannot measure a load with failures: ',
    );
  });

  it('rejects a load whose connections the server closed', () => {
    expect(() => parseH2load(printed.replace('50081 started', '50001 started'))).toThrow(
      'Cannot measure a load whose connections ended before its time: requests: 50001 total',
    );
  });

  it('rejects a text that is not of h2load', () => {
    expect(() => parseH2load('unable to connect')).toThrow(
      'Cannot read the output of h2load: "unable to connect"',
    );
  });
});
