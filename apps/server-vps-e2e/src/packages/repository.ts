import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { SHELL } from './shell.ts';

/** A repository of git with the files of a user. */
export class Repository {
  readonly #folder: string;

  /** @param files Texts by path. */
  constructor(folder: string, files: Readonly<Record<string, string>>) {
    this.#folder = folder;
    mkdirSync(folder);
    this.run('git', 'init', '--quiet', '--initial-branch=main');
    this.write(files);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
      writeFileSync(join(this.#folder, path), text);
    }
  }

  /** Commits everything. @returns The name of the commit. */
  commit(subject: string): string {
    this.run('git', 'add', '--all');
    const user = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
    this.run('git', ...user, 'commit', '--quiet', `--message=${subject}`);
    return this.run('git', 'rev-parse', 'HEAD');
  }

  clone(folder: string, branch: string): void {
    const args = ['clone', '--quiet', '--branch', branch, this.#folder, folder];
    runProgram('git', args, { env: SHELL });
  }

  run(command: string, ...args: readonly string[]): string {
    return runProgram(command, args, { cwd: this.#folder, env: SHELL });
  }
}
