// Kinds that only the server's own settings and flags need; those that apps may use too are in kinds.ts.
import type { Kind } from './kind.ts';
import { ipAddress, oneOf } from './kinds.ts';

/** Extends a kind by the word `off`, which disables what the setting describes. */
export function orOff<Value>(kind: Kind<Value & {}>): Kind<Value | 'off'> {
  return {
    ...kind,
    expectation: `${kind.expectation}, or off`,
    parse: (text) => oneOf(['off']).parse(text) ?? kind.parse(text),
  };
}

/** A loopback address, which no other machine can reach. */
export const loopbackAddress: Kind<string> = {
  expectation: '127.0.0.1 or another loopback address, because the traffic is not encrypted',
  parse: (text) => {
    const address = ipAddress.parse(text);
    const isLoopback = address?.startsWith('127.') === true || address === '::1';
    return isLoopback ? address : undefined;
  },
};

/**
 * A bearer token: RFC 6750, section 2.1. A character carries at most 6 bits, so 43 characters are the
 * fewest that can hold a key of 256 bits; how random they are cannot be checked.
 */
export const token: Kind<string> = {
  expectation: 'at least 43 letters, digits or -._~+/, such as "openssl rand -hex 32" prints',
  parse: (text) => (/^(?=.{43})[\w.~+/-]+=*$/.test(text) ? text : undefined),
};

/** Path and query of a URL, in the characters that an HTTP request line accepts unencoded. */
export const urlPath: Kind<string> = {
  expectation: 'a path such as /readyz, optionally with a query',
  parse: (text) => (/^\/[\x21-\x7e]*$/.test(text) ? text : undefined),
};
