export type Unit = 'milliseconds' | 'bytes' | 'bytes per second';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * A kind of value: how its text is parsed, and the words that complete "expected ...". `String()` of a
 * value is a text that parses to the same value; defaults are shown that way.
 */
export interface Kind<Value> {
  readonly expectation: string;
  readonly unit?: Unit;
  /** The smallest and the largest number allowed. */
  readonly range?: Range;
  /** The words allowed, if there are no other values. */
  readonly words?: readonly string[];
  /** Returns the value, or undefined if the text is not one. */
  readonly parse: (text: string) => Value | undefined;
  /** For a list: returns the elements that cannot be parsed, so that each is named. */
  readonly wrongElements?: (text: string) => readonly string[];
}
