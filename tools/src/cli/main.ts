#!/usr/bin/env node
/** The command `tscratch`: the artefacts of any folder with a package.json, or of a single file, without Nx. */
import { tmpdir } from 'node:os';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 15)) {
  console.error(
    `Cannot run tscratch on Node ${process.versions.node}: expected 22.15 or newer; install Node 24 for the build, the program gets a Node of its own`,
  );
  process.exitCode = 69; // EX_UNAVAILABLE of sysexits.h(3head)
} else {
  const { runCli } = await import('./run-cli.ts'); // an older Node cannot even load it
  process.exitCode = await runCli(process.argv.slice(2), {
    machine: process,
    currentFolder: process.cwd(),
    temporaryFolder: tmpdir(),
    print: (text) => {
      process.stdout.write(`${text}\n`);
    },
  });
}
