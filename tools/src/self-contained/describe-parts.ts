import { formatSize } from '../report/format-size.ts';
import { measurePlan } from './describe-plan.ts';
import type { Plan } from './plan-self-contained.ts';

/**
 * Renders where the bytes of an executable go, for the report of a build.
 *
 * @param appBytes Length of the embedded app file, which is among the read-only data; 0 without one.
 */
export function describeParts(plan: Plan, appBytes = 0): string {
  const sizes = measurePlan(plan);
  const rows: readonly (readonly [string, number])[] = [
    ['code', sizes.codeBytes],
    ['read-only data', sizes.readOnlyBytes - appBytes],
    ['writable data', sizes.writableBytes],
    ['embedded libraries', sizes.libraryBytes],
    ['app file', appBytes],
    ['headers, padding', sizes.otherBytes],
  ];
  return rows
    .filter(([, sizeBytes]) => sizeBytes > 0)
    .map(([name, sizeBytes]) => `  ${name.padEnd(18)}  ${formatSize(sizeBytes).padStart(8)}`)
    .join('\n');
}
