import type { IncomingMessage } from 'node:http';

/**
 * Creates the check whether a request may leave HTTP: it asks for one of the protocols, has no body, and no
 * earlier request on its connection waits for an answer. Any other is an ordinary request, whose `Upgrade` is
 * ignored: RFC 9110, 7.8. A body would otherwise reach the protocol as its first bytes.
 *
 * @param protocols Names of protocols, in lower case.
 */
export function createOfferCheck(
  protocols: readonly string[],
): (request: IncomingMessage) => boolean {
  return ({ headers, httpVersion, socket }) => {
    if (httpVersion !== '1.1' || hasBody(headers) || socket.unansweredCount > 0) return false;
    return offeredIn(headers.upgrade).some((protocol) => protocols.includes(protocol));
  };
}

/** Returns the names of the protocols without their versions, in lower case. */
export function offeredIn(upgrade = ''): string[] {
  return upgrade.split(',').map((offer) => offer.trim().split('/', 1)[0]?.toLowerCase() ?? '');
}

function hasBody(headers: IncomingMessage['headers']): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = headers;
  return coding !== undefined || Number(length) !== 0;
}
