#!/usr/bin/env node
/** The command `tscratch`: the artefacts of any folder with a package.json, or of a single file, without Nx. */
import { tmpdir } from 'node:os';
import { runCli } from './run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  machine: process,
  currentFolder: process.cwd(),
  temporaryFolder: tmpdir(),
  print: (text) => {
    process.stdout.write(`${text}\n`);
  },
});
