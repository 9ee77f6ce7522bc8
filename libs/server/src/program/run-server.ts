import type { Commands } from '../config/command.ts';
import { declareProgram, groupProgram } from '../config/program-settings.ts';
import type { InfoOption } from '../config/parse-arguments.ts';
import { readInvocation } from '../config/read-invocation.ts';
import type { SettingDeclarations } from '../config/setting.ts';
import { watchStopSignal } from '../lifecycle/stop-signal.ts';
import { Fault } from '../world/faults/fault.ts';
import { EX } from '../world/faults/sysexits.ts';
import type { ThreadStart, World } from '../world/world.ts';
import type { RunnableCommand } from './commands/command.ts';
import { commands } from './commands/commands.ts';
import { printText } from './commands/print-text.ts';
import type { StopControl } from './parts.ts';
import type { Program } from './program.ts';

/**
 * Runs the command of the program's command line to its end.
 *
 * Pass the returned status to `process.exit`, because a timer or a connection pool that the app leaves
 * open would keep the process alive.
 *
 * It runs in the main thread, and in the threads that it starts from the program's own file (`world.thread`
 * is set there). An app that starts threads from the same file calls it only in these.
 *
 * @returns The exit status after all output is written: 0, or one of sysexits.h(3head) after a sentence on stderr.
 */
export async function runServer<AppSettings extends SettingDeclarations>(
  world: World,
  program: Program<AppSettings>,
): Promise<number> {
  if (world.thread !== undefined) return runThread(world, world.thread, program);
  const stopper = watchStopSignal(world);
  const stopping: StopControl = {
    stop: stopper.signal,
    requestStop: (reason) => {
      stopper.abort(reason);
    },
  };
  let exitCode: number;
  try {
    exitCode = await run(world, program, stopping);
  } catch (error) {
    world.stderr.write(describe(program.name, error));
    exitCode = error instanceof Fault ? error.exitCode : EX.SOFTWARE;
  }
  await world.flush();
  return exitCode;
}

async function runThread(world: World, thread: ThreadStart, program: Program): Promise<number> {
  if (thread.kind === 'serving') {
    const { runServingThread } = await import('./threads/run-serving-thread.ts');
    return runServingThread(world, thread, program);
  }
  const { runManagement } = await import('../management/run-management.ts');
  await runManagement(world, thread);
  return EX.OK;
}

async function run(world: World, program: Program, stopping: StopControl): Promise<number> {
  if (world.isAppThread) throw new Fault('THREAD_OF_APP', undefined);
  const { argv, env } = world;
  const declared = declareProgram(program);
  const table: Commands & Readonly<Record<string, RunnableCommand>> = commands;
  const invocation = readInvocation({ argv, env, declared, commands: table });
  if (!('settings' in invocation)) return answer(world, program, invocation.command);
  const command = table[invocation.command] ?? commands.serve;
  return command.run(world, { ...invocation, ...stopping, program, declared });
}

async function answer(world: World, program: Program, question: InfoOption): Promise<number> {
  const render = question === 'help' ? renderUsage : renderRelease;
  await printText(world.stdout, await render(program, world));
  return EX.OK;
}

async function renderUsage(program: Program): Promise<string> {
  const { renderHelp } = await import('../config/render-help.ts');
  return renderHelp({ name: program.name, commands, groups: groupProgram(program) });
}

async function renderRelease(program: Program, world: World): Promise<string> {
  const { renderVersion } = await import('./commands/render-version.ts');
  return renderVersion(world, program);
}

/** Renders a Fault as its sentences, one per line, and any other error with its stack, because it is a defect. */
function describe(name: string, error: unknown): string {
  if (!(error instanceof Error)) return `${name}: ${String(error)}\n`;
  const text = error instanceof Fault ? error.message : (error.stack ?? error.message);
  return text.replaceAll(/^(?=\S)/gm, `${name}: `) + '\n';
}
