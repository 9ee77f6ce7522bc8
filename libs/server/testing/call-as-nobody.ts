import { execFileSync } from 'node:child_process';

/** What an exported function of a module is called with. */
export interface Call {
  readonly modulePath: string;
  readonly name: string;
  readonly args: readonly unknown[];
  /** Name of the property that is wanted of what the function gives, if not all of it. */
  readonly take?: string;
}

export interface Outcome {
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly exitCode: number };
}

// Permissions do not stop root, whom access(2) knows by the real user id; that cannot be had back, so
// the call runs in a process of its own, which becomes "nobody" once the module is read.
const SCRIPT = `
const { modulePath, name, args, take } = JSON.parse(process.argv[1]);
const module = await import(modulePath);
if (process.getuid() === 0) process.setuid(65534);
const outcome = await Promise.try(module[name], ...args).then(
  (value) => ({ value: take === undefined ? value : value?.[take] }),
  ({ message, exitCode }) => ({ error: { message, exitCode } }),
);
process.stdout.write(JSON.stringify(outcome));
`;

/** Calls a function without root's power to read everything. Values travel as JSON. */
export function callAsNobody(call: Call): Outcome {
  const args = ['--input-type=module', '--eval', SCRIPT, '--', JSON.stringify(call)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Outcome;
}
