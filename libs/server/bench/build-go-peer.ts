import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Contender } from './contender.ts';

export interface GoPeer {
  /** A Go program of one file and the standard library. */
  readonly source: string;
  /** Where the executable goes. */
  readonly folder: string;
}

/** The Go peer, built on the spot; none where there is no Go. */
export function buildGoPeer(name: string, { source, folder }: GoPeer): readonly Contender[] {
  const command = join(folder, 'peer');
  try {
    execFileSync('go', ['build', '-o', command, source], { stdio: 'inherit' });
  } catch (error) {
    console.log(`Without ${name}: ${String(error)}`);
    return [];
  }
  return [{ name, command, args: [] }];
}
