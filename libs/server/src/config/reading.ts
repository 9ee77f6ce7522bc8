import type { Kind } from './kind.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the value of a setting comes from. */
export type Source =
  | { readonly from: 'default' }
  | { readonly from: 'flag' | 'variable'; readonly name: string }
  | { readonly from: 'file'; readonly path: string };

/** Whether somebody has asked for the value. */
export function isSet({ from }: Source): boolean {
  return from !== 'default';
}

/** What was found for a setting: a value, or a sentence for each reason why there is none. */
export interface Reading {
  readonly source: Source;
  readonly value?: unknown;
  readonly problems: readonly string[];
}

/** Reads the text of a flag or variable, which its problems may quote. */
export function readText(
  source: Source & { readonly name: string },
  text: string,
  kind: Kind<unknown>,
): Reading {
  const value = kind.parse(text);
  if (value !== undefined) return { source, value, problems: [] };
  const assignment = `${source.name}=${JSON.stringify(text)}`;
  const wrong = kind
    .wrongElements?.(text)
    .map((part) => `${JSON.stringify(part)} in ${assignment}`);
  const problems = (wrong ?? [assignment]).map(
    (place) => `Cannot read ${place}: expected ${kind.expectation}`,
  );
  return { source, problems };
}
