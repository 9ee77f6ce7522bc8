import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createToken } from '../../../management/admin/find-caller.ts';
import type { Token } from '../../../management/admin/caller.ts';

/** The one browser session of a console. */
export interface ConsoleSession {
  /** Exchanged for the token once. */
  readonly code: string;
  /** The tokens that are valid now: none before the exchange. */
  readonly tokens: () => readonly Token[];
  /** Returns the token for the code, the first time; undefined for any other text and ever after. */
  readonly redeem: (code: string) => string | undefined;
}

/** Creates a session; code and token have 256 bits each. */
export function createSession(): ConsoleSession {
  const [code, token] = [randomBytes(32), randomBytes(32)].map((it) => it.toString('base64url'));
  let tokens: readonly Token[] = [];
  return {
    code: code ?? '',
    tokens: () => tokens,
    redeem: (text) => {
      if (!isEqual(text, code ?? '') || tokens.length > 0) return undefined;
      tokens = [createToken(token ?? '', 'write')];
      return token;
    },
  };
}

/** Compares in a time that tells nothing about the texts. */
function isEqual(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
