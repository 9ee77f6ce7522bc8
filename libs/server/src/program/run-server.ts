import { contradictionsOf } from '../config/contradictions.ts';
import { declareProgram, groupProgram } from '../config/program-settings.ts';
import { readInvocation } from '../config/read-invocation.ts';
import type { SettingDeclarations } from '../config/setting.ts';
import type { Settings } from '../config/settings.ts';
import type { World } from '../world/world.ts';
import { Fault } from '../world/faults/fault.ts';
import { EX } from '../world/faults/sysexits.ts';
import type { Program } from './program.ts';
import type { Stopping } from './serve.ts';
import { watchStopSignal } from '../lifecycle/stop-signal.ts';

/**
 * Runs the program to its end, whatever its command line asks for.
 *
 * What an app has left running, a timer or a pool of connections, keeps the process: exit with the status.
 *
 * @returns The exit status, when all output is written: 0, or one of sysexits.h(3head) after a sentence on stderr.
 */
export async function runServer<Own extends SettingDeclarations>(
  world: World,
  program: Program<Own>,
): Promise<number> {
  if (world.thread !== undefined) {
    const { runPlanes } = await import('../management/run-management.ts');
    await runPlanes(world, world.thread);
    return EX.OK;
  }
  const stopper = watchStopSignal(world);
  let exitCode: number;
  try {
    const requestStop = (reason: string): void => {
      stopper.abort(reason);
    };
    exitCode = await run(world, { ...program, stop: stopper.signal, requestStop });
  } catch (error) {
    world.stderr.write(describe(program.name, error));
    exitCode = error instanceof Fault ? error.exitCode : EX.SOFTWARE;
  }
  await world.flush();
  return exitCode;
}

async function run<Own extends SettingDeclarations>(
  world: World,
  program: Program<Own> & Stopping,
): Promise<number> {
  const declared = declareProgram(program);
  const invocation = readInvocation(world, declared);
  switch (invocation.command) {
    case 'help': {
      const { renderHelp } = await import('../config/render-help.ts');
      world.stdout.write(renderHelp(program.name, groupProgram(program)));
      return EX.OK;
    }
    case 'version': {
      const { renderVersion } = await import('./commands/render-version.ts');
      world.stdout.write(renderVersion(world, program));
      return EX.OK;
    }
    case 'sbom': {
      const { printSbom } = await import('./commands/print-sbom.ts');
      await printSbom(world);
      return EX.OK;
    }
    case 'healthcheck': {
      const { checkHealth } = await import('./commands/check-health.ts');
      const { settings, flags } = invocation;
      const { path, 'wait-ms': waitMs } = flags;
      await checkHealth(world, { name: program.name, settings, path, waitMs });
      return EX.OK;
    }
    case 'admin': {
      const { administer } = await import('./commands/administer.ts');
      return administer(world, { ...program, ...invocation });
    }
    case 'config': {
      refuseContradictions(invocation.settings);
      const { renderConfig } = await import('./commands/render-config.ts');
      world.stdout.write(renderConfig({ ...invocation, declared }));
      return EX.OK;
    }
    case 'serve': {
      refuseContradictions(invocation.settings);
      // Loaded last: a signal has its handler before Express is read, and --help does without it.
      const { serve } = await import('./serve.ts');
      return serve(world, {
        ...program,
        values: invocation.settings,
        sources: invocation.sources,
      });
    }
  }
}

function refuseContradictions(settings: Settings): void {
  const problems = contradictionsOf(settings);
  if (problems.length > 0) throw new Fault('SETTINGS_REFUSED', { problems });
}

/** A sentence per line for a Fault; the stack for a mistake of ours, which only a report can mend. */
function describe(name: string, error: unknown): string {
  if (!(error instanceof Error)) return `${name}: ${String(error)}\n`;
  const text = error instanceof Fault ? error.message : (error.stack ?? error.message);
  return text.replaceAll(/^(?=\S)/gm, `${name}: `) + '\n';
}
