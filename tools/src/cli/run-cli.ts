import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../host/faults/fault.ts';
import { logger } from '../host/logger.ts';
import { TOOLS_FOLDER } from '../host/tools-folder.ts';
import { COMMANDS } from './commands.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { renderHelp, renderOverview } from './render-help.ts';
import { WORK_FOLDER } from './build-program.ts';
import { runCommand } from './run-command.ts';
import { StepFailure } from './step-failure.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Runs `tscratch`: results go to standard output, progress and errors to standard error.
 *
 * @returns The exit code: 0, one of sysexits.h(3head), or what a step ended with.
 */
export async function runCli(args: readonly string[], around: Surroundings): Promise<number> {
  logger.info = (text) => {
    const lines = text.split('\n').filter((line) => !line.includes(WORK_FOLDER));
    if (lines.length > 0) logger.error(lines.join('\n')); // results of executors are progress here
  };
  try {
    const { command, isHelp, entry, flags } = parseCommandLine(args);
    const named = command === undefined ? undefined : COMMANDS[command];
    if (command === undefined || named === undefined)
      around.print(isHelp ? renderOverview() : readVersion());
    else if (isHelp) around.print(renderHelp(command, named));
    else return await runCommand({ command, entry, flags, args }, around);
    return 0;
  } catch (error) {
    if (error instanceof StepFailure) return error.exitCode;
    if (!(error instanceof Fault)) throw error;
    logger.error(error.message);
    return error.exitCode;
  }
}

function readVersion(): string {
  const text = readFileSync(join(TOOLS_FOLDER, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
