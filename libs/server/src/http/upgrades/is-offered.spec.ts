import { createTestExchange } from '../../../testing/create-exchange.ts';
import { createOfferCheck } from './is-offered.ts';

const isOffered = createOfferCheck(['websocket']);

function ask(headers: Readonly<Record<string, string>>, unansweredCount = 0): boolean {
  const { request, socket } = createTestExchange();
  socket.unansweredCount = unansweredCount;
  return isOffered(Object.assign(request, { headers, httpVersion: '1.1' }));
}

describe('createOfferCheck()', () => {
  it.each([
    ['websocket', true],
    ['WebSocket', true],
    ['h2c, websocket/13', true],
    ['websocket2', false],
    ['h2c', false],
    ['', false],
  ])('says of the offer %j: %j', (upgrade, isKnown) => {
    expect(ask({ upgrade })).toBe(isKnown);
  });

  it.each([
    ['a length of 0', { 'content-length': '0' }, true],
    ['a length', { 'content-length': '1' }, false],
    ['chunks', { 'transfer-encoding': 'chunked' }, false],
  ])('says of an offer with %s: %j', (_what, headers, isKnown) => {
    expect(ask({ upgrade: 'websocket', ...headers })).toBe(isKnown);
  });

  it('rejects an offer before the answer to an earlier request', () => {
    expect(ask({ upgrade: 'websocket' }, 1)).toBe(false);
  });
});
