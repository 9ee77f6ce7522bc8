import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram, type Outcome } from '@tscratch/tools/testing/program';

/** A machine without a network or a running systemd, in a container. */
export interface Host {
  /** Runs a shell command that must succeed. @returns Its standard output. */
  readonly run: (line: string) => string;
  readonly tryRun: (line: string) => Outcome;
  readonly copyIn: (path: string, target: string) => void;
  /** Lists every path with its time, except those that every package changes. */
  readonly list: () => readonly string[];
  readonly remove: () => void;
}

/** Paths that apt and dpkg write for every package, and the folder of the tests. */
const PRUNED = ['/proc', '/sys', '/dev', '/tests', '/var/lib/apt', '/var/cache', '/var/log'];

/** @param shell Shell of the image: path and arguments; the command is appended. */
export function startHost(engine: Engine, image: string, shell: readonly string[]): Host {
  const wait = [...shell, 'while :; do sleep 60; done'];
  const id = runProgram(engine, ['run', '--detach', '--init', '--network=none', image, ...wait]);
  const exec = (line: string) => ['exec', id, ...shell, line];
  const prune = PRUNED.map((path) => `-path ${path}`).join(' -o ');
  const run = (line: string) => runProgram(engine, exec(line));
  run('mkdir /tests');
  return {
    run,
    tryRun: (line) => tryProgram(engine, exec(line)),
    copyIn: (path, target) => void runProgram(engine, ['cp', path, `${id}:${target}`]),
    list: () => run(`find / \\( ${prune} \\) -prune -o -print | sort`).split('\n'),
    remove: () => void runProgram(engine, ['rm', '--force', '--volumes', id]),
  };
}

/** A package with the real scripts and settings, but small, because it has no program. */
export interface SmallDeb {
  readonly version: string;
  readonly settings: string;
}

/** Makes small packages from a real one with Debian's own tools. */
export function makeSmallDebs(debPath: string, debs: readonly SmallDeb[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'small-debs-'));
  const root = join(folder, 'root');
  runProgram('dpkg-deb', ['--raw-extract', debPath, root]);
  const control = join(root, 'DEBIAN/control');
  writeFileSync(join(root, 'usr/bin/server-vps'), '#!/bin/sh\n');
  rmSync(join(root, 'DEBIAN/md5sums'));
  return debs.map(({ version, settings }) => {
    const text = readFileSync(control, 'utf8');
    writeFileSync(control, text.replace(/^Version: .*$/m, `Version: ${version}`));
    writeFileSync(join(root, 'etc/default/server-vps'), settings);
    const path = join(folder, `${version}.deb`);
    runProgram('dpkg-deb', ['--root-owner-group', '-Znone', '--build', root, path]);
    return path;
  });
}
