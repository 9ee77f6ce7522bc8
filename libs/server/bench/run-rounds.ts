import type { Contender, Figures } from './contender.ts';
import { measure, type LoadOptions } from './measure.ts';
import type { Runs } from './render-table.ts';

/** `port` is for the first contender; the others use the ports after it. */
export interface RoundsOptions extends LoadOptions {
  readonly roundCount: number;
}

/** Measures contenders in turns. */
export async function runRounds(
  contenders: readonly Contender[],
  { roundCount, port, ...load }: RoundsOptions,
): Promise<Runs> {
  const runs = new Map(contenders.map((contender) => [contender, [] as Figures[]]));
  for (let round = 1; round <= roundCount; round += 1) {
    console.log(`Round ${round} of ${roundCount} ...`);
    for (const [index, contender] of contenders.entries())
      runs.get(contender)?.push(await measure(contender, { ...load, port: port + index }));
  }
  return runs;
}
