import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access } from '../server/route.ts';

/** What a caller may do at most; what is dangerous has switches of its own besides. */
export type Role = Exclude<Access, 'dangerous'>;

/** Somebody who has shown to be let in. */
export interface Caller {
  /** `unix` for whoever reaches the socket, else the first 8 hexadecimal digits of the token's SHA-256. */
  readonly actor: string;
  readonly role: Role;
}

/** A token that lets in. Only its hash is kept: that is compared, and its start is shown. */
export interface Token {
  readonly hash: Buffer;
  readonly role: Role;
}

export function createToken(text: string, role: Role): Token {
  return { hash: hash(text), role };
}

/** Whoever reaches the unix socket is this user or root, who may do all. */
export const unixCaller: Caller = { actor: 'unix', role: 'write' };

/**
 * Finds who has a token. The time it takes tells nothing: hashes of one length are compared as a whole,
 * and all of them always. A token in both roles has the smaller one.
 */
export function findCaller(given: string, tokens: readonly Token[]): Caller | undefined {
  const givenHash = hash(given);
  const roles = tokens.flatMap((token) =>
    timingSafeEqual(givenHash, token.hash) ? [token.role] : [],
  );
  if (roles.length === 0) return undefined;
  const actor = givenHash.toString('hex').slice(0, 8);
  return { actor, role: roles.includes('read') ? 'read' : 'write' };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
