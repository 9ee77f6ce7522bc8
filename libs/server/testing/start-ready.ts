import { collectLog, type LogLine } from './collect-log.ts';
import { startProgram, type ProgramProcess } from './start-program.ts';
import { until } from './until.ts';

/** A program that is ready to serve; it is killed at the end of the scope. */
export interface ReadyProgram extends Disposable {
  readonly program: ProgramProcess;
  /** Returns all lines logged since the start. */
  readonly log: () => readonly LogLine[];
  /** Returns the port of a listener: without a name, of the application's. */
  readonly portOf: (listener?: string) => number;
}

/** Starts a program, and returns once it is ready. */
export async function startReady(
  mainPath: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ReadyProgram> {
  const program = startProgram(mainPath, { env });
  const kill = (): void => void program.kill('SIGKILL');
  const log = collectLog(program);
  let [stderr, isClosed] = ['', false];
  program.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  program.once('close', () => (isClosed = true));
  const isReady = (): boolean => log().some(({ msg }) => msg === 'ready');
  try {
    await until(() => isReady() || isClosed);
    if (!isReady()) throw new Error(`Ended before it was ready: ${stderr}`);
  } catch (error) {
    kill();
    throw error;
  }
  const portOf = (listener?: string): number => {
    const line = log().find((one) => one['msg'] === 'listening' && one['listener'] === listener);
    return (line?.['address'] as { readonly port: number }).port;
  };
  return { program, log, portOf, [Symbol.dispose]: kill };
}
