import { formatSize } from '../../host/format-size.ts';
import { renderTable } from '../../host/render-table.ts';
import { measurePlan } from './describe-plan.ts';
import type { Plan } from './plan-self-contained.ts';

/** A plan, with the sizes of the ICU data if it was reduced. */
type DescribedPlan = Plan & {
  readonly icu?: { readonly originalBytes: number; readonly selectedBytes: number } | undefined;
};

/**
 * Renders the sizes of the parts of an executable, for the report of a build.
 *
 * @param appBytes Length of the embedded app file, which is part of the read-only data; 0 without one.
 */
export function describeParts(plan: DescribedPlan, appBytes = 0): string {
  const sizes = measurePlan(plan);
  const { originalBytes = 0, selectedBytes = 0 } = plan.icu ?? {};
  const rows: readonly (readonly [name: string, sizeBytes: number, ...note: string[]])[] = [
    ['code', sizes.codeBytes],
    ['read-only data', sizes.readOnlyBytes - selectedBytes - appBytes],
    ['locales', selectedBytes, `of ${formatSize(originalBytes)}`],
    ['writable data', sizes.writableBytes],
    ['embedded libraries', sizes.libraryBytes],
    ['app file', appBytes],
    ['headers, padding', sizes.otherBytes],
  ];
  return renderTable(
    rows
      .filter(([, sizeBytes]) => sizeBytes > 0)
      .map(([name, sizeBytes, ...note]) => [`  ${name}`, formatSize(sizeBytes), ...note]),
  );
}
