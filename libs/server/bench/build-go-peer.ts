import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Contender } from './contender.ts';

export interface GoPeer {
  /** A Go program in one file that uses only the standard library. */
  readonly source: string;
  /** Folder for the executable. */
  readonly folder: string;
}

/** Builds the Go peer; returns none if Go is not installed. */
export function buildGoPeer(name: string, { source, folder }: GoPeer): readonly Contender[] {
  const command = join(folder, 'peer');
  try {
    execFileSync('go', ['build', '-o', command, source], { stdio: 'inherit' });
  } catch (error) {
    console.log(`Cannot build ${name}, ignoring: ${String(error)}`);
    return [];
  }
  return [{ name, command, args: [] }];
}
