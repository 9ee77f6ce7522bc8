import { isIP, isIPv4 } from 'node:net';
import { parseCidr, type Cidr } from './cidr.ts';

export type Unit = 'milliseconds' | 'bytes' | 'bytes per second';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * What a setting may be: how its text is read, and the words that complete "expected ...". `String()`
 * of a value is a text that reads as the same value; defaults are shown that way.
 */
export interface Kind<Value> {
  readonly expectation: string;
  readonly unit?: Unit;
  /** The least and the most a number may be. */
  readonly range?: Range;
  /** Gives the value, or undefined where the text is none. */
  readonly parse: (text: string) => Value | undefined;
  /** Of a list: the elements that cannot be read, so that each is named. */
  readonly wrongElements?: (text: string) => readonly string[];
}

/** Decimal digits only: no sign, space, exponent, leading zero or other script's digits. */
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

/** A share of a whole, such as of the requests to trace. */
export const ratio: Kind<number> = {
  range: { min: 0, max: 1 },
  expectation: 'a number from 0 to 1 such as 0.25',
  parse: (text) => (/^(0(\.[0-9]+)?|1(\.0+)?)$/.test(text) ? Number(text) : undefined),
};

export const boolean: Kind<boolean> = {
  expectation: 'true or false',
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

export function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word> {
  return {
    expectation: `one of ${words.join(', ')}`,
    parse: (text) => words.find((word) => word === text),
  };
}

/** One line: what ends up in a header or a log must not begin another. */
export const text: Kind<string> = {
  expectation: 'text without control characters',
  parse: (given) => (/^\P{Cc}+$/u.test(given) ? given : undefined),
};

/** A kind, or the word that does without what it describes. */
export function orOff<Value>(kind: Kind<Value & {}>): Kind<Value | 'off'> {
  return {
    ...kind,
    expectation: `${kind.expectation}, or off`,
    parse: (text) => (text === 'off' ? 'off' : kind.parse(text)),
  };
}

/** An address, never a name: a start must not depend on a resolver, which an empty image does not have. */
export const ipAddress: Kind<string> = {
  expectation: 'an IPv4 or IPv6 address such as 0.0.0.0, 127.0.0.1 or ::',
  parse: (text) => (isIP(text) === 0 ? undefined : text),
};

/** An address that no other machine can reach. */
export const loopbackAddress: Kind<string> = {
  expectation: '127.0.0.1 or another address of loopback, for what is sent there is not encrypted',
  parse: (text) => ((isIPv4(text) && text.startsWith('127.')) || text === '::1' ? text : undefined),
};

/**
 * What can follow "Bearer": RFC 6750, section 2.1. A character carries 6 bits at most, so 43 of them
 * are the fewest that can hold the 256 bits of a key nobody guesses; how random they are cannot be seen.
 */
export const token: Kind<string> = {
  expectation: 'at least 43 letters, digits or -._~+/, such as "openssl rand -hex 32" prints',
  parse: (text) => (/^(?=.{43})[\w.~+/-]+=*$/.test(text) ? text : undefined),
};

export const directoryPath: Kind<string> = path('the path of a directory');
export const filePath: Kind<string> = path('the path of a file');

function path(expectation: string): Kind<string> {
  return {
    expectation,
    parse: (text) => (text === '' || text.includes('\0') ? undefined : text),
  };
}

/** Where to send something. A password has no place in it: URLs are logged and shown. */
export const httpUrl: Kind<URL> = {
  expectation: 'an http or https URL without user, password and fragment',
  parse: (text) => {
    const url = /^https?:\/\/[^\s\\#]+$/.test(text) ? URL.parse(text) : null;
    return url?.username === '' && url.password === '' ? url : undefined;
  },
};

/** What to ask a server for, in the characters that an HTTP request takes as they are. */
export const urlPath: Kind<string> = {
  expectation: 'a path such as /readyz, with its query if it has one',
  parse: (text) => (/^\/[\x21-\x7e]*$/.test(text) ? text : undefined),
};

/** Elements separated by commas, with spaces around them or without; none may be empty. */
export function list<Element>(element: Kind<Element & {}>): Kind<readonly Element[]> {
  return {
    expectation: `a list separated by commas, each ${element.expectation}`,
    parse: (text) => {
      const values = elementsOf(text).map(element.parse);
      return values.includes(undefined) ? undefined : (values as readonly Element[]);
    },
    wrongElements: (text) => elementsOf(text).filter((part) => element.parse(part) === undefined),
  };
}

function elementsOf(text: string): string[] {
  return text.split(',').map((part) => part.replace(/^ +| +$/g, ''));
}

/** Networks such as those of the proxies in front; `createBlockList` in `cidr.ts` looks addresses up in them. */
export const cidrList: Kind<readonly Cidr[]> = list({
  expectation: 'an IPv4 or IPv6 network such as 10.0.0.0/8 or fd00::/8, or one address',
  parse: parseCidr,
});
