import { quote } from '../world/faults/escape-invisible.ts';
import type { Kind } from './kind.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the value of a setting comes from. */
export type SettingSource =
  | { readonly from: 'default' }
  | { readonly from: 'flag' | 'variable'; readonly name: string }
  | { readonly from: 'file'; readonly path: string };

/** Whether the value was set, and is not the default. */
export function isSet({ from }: SettingSource): boolean {
  return from !== 'default';
}

/** Result of reading a setting: its value, or a sentence for each problem. */
export interface Reading {
  readonly source: SettingSource;
  readonly value?: unknown;
  /** The text that the value was parsed from; undefined for a default. */
  readonly text?: string;
  readonly problems: readonly string[];
  /** A sentence for each problem that the setting tolerates. */
  readonly warnings?: readonly string[];
}

/** Parses the text of a flag or variable. The problems quote it, so it must not be a secret. */
export function readText(
  source: SettingSource & { readonly name: string },
  text: string,
  kind: Kind<unknown>,
): Reading {
  const value = kind.parse(text);
  if (value !== undefined) return { source, value, text, problems: [] };
  const assignment = `${source.name}=${quote(hidePassword(text))}`;
  const wrong = kind
    .wrongElements?.(text)
    .map((part) => `${quote(hidePassword(part))} in ${assignment}`);
  const problems = (wrong ?? [assignment]).map(
    (place) => `Cannot read ${place}: expected ${kind.expectation}`,
  );
  return { source, problems };
}

/**
 * Hides user and password of a URL, even of one without a scheme, because the sentence may be logged. The name of an abstract
 * socket, which LISTEN refuses, has neither.
 */
function hidePassword(text: string): string {
  return text.replace(/^(?!unix:@[^@]*$)(https?:\/*)?.*@/is, '$1******@');
}
