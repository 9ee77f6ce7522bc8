import { readFileSync } from 'node:fs';
import { Fault } from '../host/faults/fault.ts';
import type { Credentials } from '../registry/credentials.ts';
import type { CommandCall } from './surroundings.ts';

const STDIN = 0;

/**
 * Reads the credentials that a command line gives: `--username`, and the password from standard input.
 *
 * @returns Undefined if it gives none.
 * @throws {Fault} `PASSWORD_MISSING` if it gives only one of both.
 */
export function readGivenCredentials({
  command,
  flags: { username, passwordStdin },
}: Pick<CommandCall, 'command' | 'flags'>): Credentials | undefined {
  if (username === undefined && passwordStdin === undefined) return undefined;
  const password = passwordStdin && readFileSync(STDIN, 'utf8').replace(/\r?\n$/, '');
  if (username === undefined || !password)
    throw new Fault('PASSWORD_MISSING', { command, username });
  return { username, password };
}
