import type { Tracing, TracingOptions, TracingPlan } from './tracing.ts';

const NO_TRACING: Tracing = {
  spans: undefined,
  headers: () => ({}),
  stop: () => Promise.resolve(),
};

/** Starts tracing where it is planned; without a plan the SDK is not even read. */
export async function startTracing(
  plan: TracingPlan | undefined,
  options: TracingOptions,
): Promise<Tracing> {
  if (plan === undefined) return NO_TRACING;
  const { startSdk } = await import('./start-sdk.ts');
  return startSdk(plan, options);
}
