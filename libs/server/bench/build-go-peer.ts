import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Contender } from './contender.ts';

/** Where Debian's packages of Go libraries are, such as golang-github-prometheus-client-golang-dev. */
const DEBIAN_GOPATH = '/usr/share/gocode';

export interface GoPeer {
  /** A Go program in one file, which uses the standard library and what Debian packages. */
  readonly source: string;
  /** Folder for the executable. */
  readonly folder: string;
}

/** Builds the Go peer, without a network; returns none if Go, or a library that it uses, is not installed. */
export function buildGoPeer(name: string, { source, folder }: GoPeer): readonly Contender[] {
  const command = join(folder, name.replaceAll(/[^A-Za-z]/g, '-'));
  const variables = ['GO111MODULE=off', `GOPATH=${DEBIAN_GOPATH}`, 'GOFLAGS='];
  try {
    const build = ['go', 'build', '-o', command, source];
    execFileSync('env', variables.concat(build), { stdio: 'inherit' });
  } catch (error) {
    console.log(`Cannot build ${name}, ignoring: ${String(error)}`);
    return [];
  }
  return [{ name, command, args: [] }];
}
