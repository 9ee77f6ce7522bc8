// Public: an app gets every export of this file as `kinds`. The kinds that only the server uses are in server-kinds.ts.
import { isIP } from 'node:net';
import { parseCidr, type Cidr } from './cidr.ts';
import { elementsOf } from './elements-of.ts';
import type { Kind, Range, Unit } from './kind.ts';

/** Accepts decimal digits only: no sign, space, exponent, leading zero or digit of another script. */
export function wholeNumber({ unit, ...range }: Range & { readonly unit?: Unit }): Kind<number> {
  const { min, max } = range;
  return {
    expectation: `${unit === undefined ? 'a whole number' : `whole ${unit}`} from ${min} to ${max}`,
    ...(unit === undefined ? {} : { unit }),
    range,
    parse: (text) => {
      const value = /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

/** A share from 0 to 1, such as the share of requests to trace. */
export const ratio: Kind<number> = {
  range: { min: 0, max: 1 },
  expectation: 'a number from 0 to 1 such as 0.25',
  parse: (text) => (/^(0(\.[0-9]+)?|1(\.0+)?)$/.test(text) ? Number(text) : undefined),
};

/** The words true and false, in any case; on and off mean the same. */
export const boolean: Kind<boolean> = {
  expectation: 'true or false',
  parse: (text) => {
    const word = oneOf(['true', 'false', 'on', 'off']).parse(text);
    return word === undefined ? undefined : word === 'true' || word === 'on';
  },
};

/** Accepts the given words in any case, as OpenTelemetry does, and log levels often are upper-case. */
export function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word> {
  return {
    expectation: `one of ${words.join(', ')}`,
    words,
    parse: (text) =>
      words.find((word) => word === text) ??
      words.find((word) => word.toLowerCase() === text.toLowerCase()),
  };
}

/** One line of text: it may end up in a header or a log, where a line break would begin another. */
export const text: Kind<string> = {
  expectation: 'text without control characters',
  parse: (given) => (/^\P{Cc}+$/u.test(given) ? given : undefined),
};

/**
 * An address. The only name is localhost, which is 127.0.0.1: an empty image has no resolver, and a start
 * must not depend on one.
 *
 * @see RFC 6761, section 6.3: localhost needs no resolver
 */
export const ipAddress: Kind<string> = {
  expectation: 'an IPv4 or IPv6 address such as 0.0.0.0, 127.0.0.1 or ::, or localhost',
  parse: (text) => {
    if (/^localhost$/i.test(text)) return '127.0.0.1';
    return isIP(text) === 0 ? undefined : text;
  },
};

export const directoryPath: Kind<string> = path('the path of a directory');
export const filePath: Kind<string> = path('the path of a file');

function path(expectation: string): Kind<string> {
  return {
    expectation,
    parse: (text) => (text === '' || text.includes('\0') ? undefined : text),
  };
}

/** URL to send something to. It must not contain a password, because URLs are logged and shown. */
export const httpUrl: Kind<URL> = {
  expectation: 'an http or https URL without user, password or fragment',
  parse: (text) => {
    const url = /^https?:\/\/[^\s\\#]+$/.test(text) ? URL.parse(text) : null;
    return url?.username === '' && url.password === '' ? url : undefined;
  },
};

/**
 * Elements separated by commas, with or without spaces around them. Empty ones are ignored, as RFC 9110,
 * section 5.6.1.2, asks of lists: templates leave a comma at the end.
 */
export function list<Element>(element: Kind<Element & {}>): Kind<readonly Element[]> {
  return {
    expectation: `a comma-separated list, each element ${element.expectation}`,
    parse: (text) => {
      const values = elementsOf(text).map(element.parse);
      return values.includes(undefined) ? undefined : (values as readonly Element[]);
    },
    wrongElements: (text) => elementsOf(text).filter((part) => element.parse(part) === undefined),
  };
}

/** Networks, such as those of reverse proxies; `createBlockList` in cidr.ts looks addresses up in them. */
export const cidrList: Kind<readonly Cidr[]> = list({
  expectation: 'an IPv4 or IPv6 network such as 10.0.0.0/8 or fd00::/8, or one address',
  parse: parseCidr,
});
