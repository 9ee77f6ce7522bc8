import { quote, removeInvisible } from '../world/faults/escape-invisible.ts';
import type { Environment } from './reading.ts';
import { isServiceLink } from './service-link.ts';
import { variablesOf, type SettingDeclarations } from './setting.ts';

/** Shorter names are one letter away from too many words: PORT from SORT, HOST from POST. */
const MIN_LETTERS = 6;

/**
 * Finds variables that are one letter or some invisible characters away from a declared one, and returns
 * a sentence for each. Without this, a limit with a misspelt name would silently not apply.
 */
export function findMisspeltVariables(env: Environment, declared: SettingDeclarations): string[] {
  const known = Object.values(declared).flatMap(variablesOf);
  const candidates = known.filter((name) => name.length >= MIN_LETTERS);
  return Object.entries(env).flatMap(([name, text = '']) => {
    // A Service named "ops2" sets OPS2_PORT, which is not a mistake.
    if (text === '' || isServiceLink(text) || known.includes(name)) return [];
    // Such as the byte order mark that an editor writes at the start of an environment file.
    const visible = removeInvisible(name);
    if (known.includes(visible))
      return [
        `Cannot use the variable ${quote(name)}: expected ${visible} without invisible characters or spaces; remove them from the file that sets it`,
      ];
    if (name.length < MIN_LETTERS) return [];
    const meant = candidates.find((candidate) => isOneEditApart(name, candidate));
    if (meant === undefined) return [];
    return [`Cannot use the variable ${quote(name)}: expected ${meant}; rename it or unset it`];
  });
}

/** Returns the flag that equals a word or is one letter away from it, ignoring case. */
export function findMeantFlag(word: string, flags: readonly string[]): string | undefined {
  const given = word.toLowerCase();
  return flags.find((flag) => flag === given || isOneEditApart(given, flag));
}

/** Whether inserting, deleting or replacing a letter, or swapping two neighbours, turns one word into the other. */
export function isOneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  const restOf = (word: string, letters: number): string => word.slice(start + letters);
  if (short.length < long.length) return restOf(short, 0) === restOf(long, 1);
  if (start === short.length) return false;
  const isSwapped = short[start] === long[start + 1] && short[start + 1] === long[start];
  return (
    restOf(short, 1) === restOf(long, 1) || (isSwapped && restOf(short, 2) === restOf(long, 2))
  );
}
