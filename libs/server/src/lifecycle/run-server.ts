import { declareProgram, groupProgram } from '../config/program-settings.ts';
import { readInvocation } from '../config/read-invocation.ts';
import type { SettingDeclarations } from '../config/setting.ts';
import type { World } from '../edge/world.ts';
import { Fault } from '../faults/fault.ts';
import { EX } from '../faults/sysexits.ts';
import type { Program } from './program.ts';
import { watchStopSignal } from './stop-signal.ts';

/**
 * Runs the program to its end, whatever its command line asks for.
 *
 * @returns The exit status: 0, or one of sysexits.h(3head) after a sentence on stderr.
 */
export async function runServer<Own extends SettingDeclarations>(
  world: World,
  program: Program<Own>,
): Promise<number> {
  const stop = watchStopSignal(world);
  try {
    await run(world, { ...program, stop });
    return EX.OK;
  } catch (error) {
    world.stderr.write(describe(program.name, error));
    return error instanceof Fault ? error.exitCode : EX.SOFTWARE;
  }
}

async function run<Own extends SettingDeclarations>(
  world: World,
  program: Program<Own> & { readonly stop: AbortSignal },
): Promise<void> {
  const invocation = readInvocation(world, declareProgram(program));
  switch (invocation.command) {
    case 'help': {
      const { renderHelp } = await import('../config/render-help.ts');
      world.stdout.write(renderHelp(program.name, groupProgram(program)));
      return;
    }
    case 'version':
      world.stdout.write(`${program.name} ${program.version}\n`);
      return;
    case 'serve': {
      // Loaded last: a signal has its handler before Express is read, and --help does without it.
      const { serve } = await import('./serve.ts');
      await serve(world, { ...program, values: invocation.settings });
    }
  }
}

/** A sentence per line for a Fault; the stack for a mistake of ours, which only a report can mend. */
function describe(name: string, error: unknown): string {
  if (!(error instanceof Error)) return `${name}: ${String(error)}\n`;
  const text = error instanceof Fault ? error.message : (error.stack ?? error.message);
  return text.replaceAll(/^(?=\S)/gm, `${name}: `) + '\n';
}
