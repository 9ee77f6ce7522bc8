import { isIP } from 'node:net';

/** What a setting may be: how its text is read, and the words that complete "expected ...". */
export interface Kind<Value> {
  readonly expectation: string;
  /** Gives the value, or undefined where the text is none. */
  readonly parse: (text: string) => Value | undefined;
}

/** Decimal digits only: no sign, space, exponent, leading zero or other script's digits. */
export function wholeNumber({ min, max }: { min: number; max: number }): Kind<number> {
  return {
    expectation: `a whole number from ${min} to ${max}`,
    parse: (text) => {
      const value = /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

export function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word> {
  return {
    expectation: `one of ${words.join(', ')}`,
    parse: (text) => words.find((word) => word === text),
  };
}

/** An address, never a name: a start must not depend on a resolver, which an empty image does not have. */
export const ipAddress: Kind<string> = {
  expectation: 'an IPv4 or IPv6 address such as 0.0.0.0, 127.0.0.1 or ::',
  parse: (text) => (isIP(text) === 0 ? undefined : text),
};

export const directoryPath: Kind<string> = {
  expectation: 'the path of a directory',
  parse: (text) => (text === '' || text.includes('\0') ? undefined : text),
};
