import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access } from '../server/route.ts';

/** Highest access of a caller; dangerous operations additionally have their own switches. */
export type Role = Exclude<Access, 'dangerous'>;

/** An authenticated client. */
export interface Caller {
  /** `unix` for a client on the unix socket, else the first 8 hexadecimal digits of the token's SHA-256. */
  readonly actor: string;
  readonly role: Role;
}

/** A valid token. Only its hash is kept, for comparison and to identify the caller. */
export interface Token {
  readonly hash: Buffer;
  readonly role: Role;
}

export function createToken(text: string, role: Role): Token {
  return { hash: hash(text), role };
}

/** The caller on the unix socket: only this user or root can connect, and both may do everything. */
export const unixCaller: Caller = { actor: 'unix', role: 'write' };

/**
 * Finds the caller of a token. Its duration reveals nothing: hashes of equal length are compared in
 * constant time, and all of them always. A token of both roles gets the lower one.
 */
export function findCaller(text: string, tokens: readonly Token[]): Caller | undefined {
  const textHash = hash(text);
  const roles = tokens.flatMap((token) =>
    timingSafeEqual(textHash, token.hash) ? [token.role] : [],
  );
  if (roles.length === 0) return undefined;
  const actor = textHash.toString('hex').slice(0, 8);
  return { actor, role: roles.includes('read') ? 'read' : 'write' };
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
