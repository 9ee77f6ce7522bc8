import { execFileSync } from 'node:child_process';

/** Call of an exported function of a module. */
export interface FunctionCall {
  readonly modulePath: string;
  readonly name: string;
  readonly args: readonly unknown[];
  /** Property of the result to return instead of the whole result. */
  readonly take?: string;
}

export interface FunctionResult {
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly exitCode: number };
}

// Permissions do not apply to root, and a process cannot regain root's real user id, which access(2)
// checks. So the call runs in a process of its own, which becomes "nobody" after loading the module.
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

/** Calls a function as a user without root's permissions. Arguments and result are passed as JSON. */
export function callAsNobody(call: FunctionCall): FunctionResult {
  const args = ['--input-type=module', '--eval', SCRIPT, '--', JSON.stringify(call)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as FunctionResult;
}
