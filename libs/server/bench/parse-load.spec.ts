import { parseLoad } from './parse-load.ts';

const printed = (rows: string): string => `Running 3s test @ http://127.0.0.1:7101/
  1 threads and 32 connections
  Latency Distribution
     50%  341.00us
     99%    1.52ms
  248304 requests in 3.10s, 37.42MB read
${rows}Requests/sec:  80100.13
`;

describe('parseLoad()', () => {
  it('parses requests and the 99th percentile', () => {
    expect(parseLoad(printed(''))).toEqual({ requestCount: 248_304, p99Ms: 1.52 });
  });

  it('parses seconds, which wrk pads', () => {
    const text = printed('').replace('1.52ms', '1.49s ');
    expect(parseLoad(text).p99Ms).toBe(1_490);
  });

  it.each([
    '  Non-2xx or 3xx responses: 12\n',
    '  Socket errors: connect 0, read 1, write 0, timeout 0\n',
  ])('rejects %j', (row) => {
    expect(() => parseLoad(printed(row))).toThrow(
      `Cannot measure a load with failures: ${row.trim()}`,
    );
  });

  it('rejects a text that is not of wrk', () => {
    expect(() => parseLoad('unable to connect')).toThrow(
      'Cannot read the output of wrk: "unable to connect"',
    );
  });
});
