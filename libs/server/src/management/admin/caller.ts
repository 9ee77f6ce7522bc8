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

/** The caller on the unix socket: only this user or root can connect, and both may do everything. */
export const unixCaller: Caller = { actor: 'unix', role: 'write' };
