import type { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, type Context, type ContextManager } from '@opentelemetry/api';

/**
 * Creates the manager that returns the current context to `@opentelemetry/api`. OpenTelemetry's own does
 * not expose its storage, so that a request could enter it only through a closure around the whole application.
 */
export function createContextManager(storage: AsyncLocalStorage<Context>): ContextManager {
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (context, run, ...[self, ...given]) =>
      storage.run(context, () => run.call(self, ...given)),
    bind: (context, target) => {
      if (typeof target !== 'function') return target;
      const run = target as unknown as (...given: unknown[]) => unknown;
      const bound = (...given: unknown[]): unknown => storage.run(context, run, ...given);
      return bound as typeof target;
    },
    enable: () => manager,
    disable: () => {
      storage.disable();
      return manager;
    },
  };
  return manager;
}
