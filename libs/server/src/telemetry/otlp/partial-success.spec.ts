import { readPartialSuccess } from './partial-success.ts';
import { parseLogsAnswer } from './render-logs-batch.ts';
import { parseMetricsAnswer } from './render-metrics-batch.ts';

/** ExportMetricsServiceResponse and the like with 3 as first and `quota` as second field of `partial_success`. */
const PROTOBUF = Buffer.from('0a09080312' + '05' + Buffer.from('quota').toString('hex'), 'hex');

const readJson = (answer: string) =>
  readPartialSuccess(Buffer.from(answer), (bytes) => parseLogsAnswer(bytes, 'http/json'));
const readProtobuf = (answer: Buffer) =>
  readPartialSuccess(answer, (bytes) => parseMetricsAnswer(bytes, 'http/protobuf'));

describe('readPartialSuccess()', () => {
  it.each([
    ['{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"quota"}}', 3, 'quota'],
    ['{"partialSuccess":{"rejectedSpans":3}}', 3, ''],
    ['{"partialSuccess":{"rejectedDataPoints":0,"errorMessage":"slow down"}}', 0, 'slow down'],
    ['{"partialSuccess":{"rejectedSpans":-1,"errorMessage":"odd"}}', 0, 'odd'],
    ['{"partialSuccess":{"rejectedSpans":"many","errorMessage":"odd"}}', 0, 'odd'],
    ['{"partialSuccess":{"rejectedSpans":2,"errorMessage":{}}}', 2, ''],
    [`{"partialSuccess":{"errorMessage":"${'x'.repeat(5_000)}"}}`, 0, 'x'.repeat(500)],
  ])('reads %.70s', (answer, rejectedCount, message) => {
    expect(readJson(answer)).toEqual({ rejectedCount, message });
  });

  it.each([
    '',
    '{}',
    '{"partialSuccess":{}}',
    '{"partialSuccess":null}',
    '{"partialSuccess":"all"}',
    '{"partialSuccess":{"rejectedSpans":0,"errorMessage":""}}',
    '[]',
    'null',
    '7',
    '<html>',
    '{"partialSuccess":',
  ])('finds nothing in %j', (answer) => {
    expect(readJson(answer)).toBeUndefined();
  });

  it('reads the Protocol Buffers of a collector', () => {
    expect(readProtobuf(PROTOBUF)).toEqual({ rejectedCount: 3, message: 'quota' });
  });

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['text', Buffer.from('{}')],
    ['a message that is cut', PROTOBUF.subarray(0, 7)],
    ['a number that never ends', Buffer.alloc(20, 0xff)],
  ])('finds nothing in %s', (_, answer) => {
    expect(readProtobuf(answer)).toBeUndefined();
  });
});
