import type { Tracing, TracingOptions, TracingPlan } from './tracing.ts';

const NO_TRACING: Tracing = {
  spans: undefined,
  headers: () => ({}),
  stop: () => Promise.resolve(),
};

/** Starts tracing; without a plan nothing is traced and the SDK is not loaded. */
export async function startTracing(
  plan: TracingPlan | undefined,
  options: TracingOptions,
): Promise<Tracing> {
  if (plan === undefined) return NO_TRACING;
  const { startSdk } = await import('./start-sdk.ts');
  return startSdk(plan, options);
}
