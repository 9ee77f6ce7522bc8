import { readRemote } from './read-remote.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const VALID = `00-${TRACE_ID}-${SPAN_ID}-01`;

describe('readRemote()', () => {
  it.each([
    [VALID, 1],
    [`00-${TRACE_ID}-${SPAN_ID}-00`, 0],
    [`00-${TRACE_ID}-${SPAN_ID}-ff`, 1], // flags of later versions
    [`00-${TRACE_ID}-${SPAN_ID}-02`, 0],
    [`cc-${TRACE_ID}-${SPAN_ID}-01`, 1], // a later version
    [`cc-${TRACE_ID}-${SPAN_ID}-01-what-the-future-will-be-like`, 1],
  ])('reads %s', (traceparent, traceFlags) => {
    expect(readRemote({ traceparent })).toEqual({
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      traceFlags,
      isRemote: true,
    });
  });

  it.each([
    ['nothing', ''],
    ['no hyphens', VALID.replaceAll('-', '')],
    ['an upper-case trace id', `00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`],
    ['an upper-case version', `CC-${TRACE_ID}-${SPAN_ID}-01`],
    ['version ff', `ff-${TRACE_ID}-${SPAN_ID}-01`],
    ['a version of one digit', `0-${TRACE_ID}-${SPAN_ID}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
    ['a span id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['a short trace id', `00-${TRACE_ID.slice(1)}-${SPAN_ID}-01`],
    ['a long span id', `00-${TRACE_ID}-${SPAN_ID}0-01`],
    ['a digit that is none', `00-${TRACE_ID.replace('0', 'g')}-${SPAN_ID}-01`],
    ['no flags', `00-${TRACE_ID}-${SPAN_ID}`],
    ['flags of one digit', `00-${TRACE_ID}-${SPAN_ID}-1`],
    ['more than version 00 has', `${VALID}-extra`],
    ['more than a later version may have', `cc-${TRACE_ID}-${SPAN_ID}-01.extra`],
    ['two headers', `${VALID}, ${VALID}`],
    [
      'two headers of a later version',
      `cc-${TRACE_ID}-${SPAN_ID}-01-x, cc-${TRACE_ID}-${SPAN_ID}-01`,
    ],
  ])('ignores a traceparent with %s', (_, traceparent) => {
    expect(readRemote({ traceparent, tracestate: 'a=1' })).toBeUndefined();
  });

  it('ignores a tracestate without traceparent', () => {
    expect(readRemote({ tracestate: 'a=1' })).toBeUndefined();
  });

  const long = `long=${'x'.repeat(250)}`;
  it.each([
    ['a=1,b=2', 'a=1,b=2'],
    ['a=1, b=2', 'a=1,b=2'], // two headers, as node:http joins them
    ['a=1,,b=2', 'a=1,b=2'],
    ['tenant@vendor=1', 'tenant@vendor=1'],
    ['A=1,b=2', 'b=2'],
    ['a=1\u00e9,b=2', 'b=2'],
    ['', ''],
    [`${long},${long.replace('long', 'more')},a=1`, `${long},${long.replace('long', 'more')}`], // 512 characters
    [
      Array.from({ length: 40 }, (_, index) => `k${index}=1`).join(),
      Array.from({ length: 32 }, (_, index) => `k${index}=1`).join(),
    ],
  ])('keeps the part of the tracestate %j that the standard allows', (tracestate, kept) => {
    expect(readRemote({ traceparent: VALID, tracestate })?.traceState?.serialize()).toBe(kept);
  });
});
