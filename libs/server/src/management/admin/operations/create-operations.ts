import type { Operated } from '../../open-management.ts';
import { createLogOperations } from './logs.ts';
import { createLifecycleOperations } from './lifecycle.ts';
import { createTrafficOperations } from './traffic.ts';
import { createLoggerOperations } from './loggers.ts';
import { createSettingOperations } from './settings.ts';

/** All that the thread of the planes may ask of the main thread. */
export function createOperations(operated: Operated) {
  return {
    metrics: operated.metrics.snapshot,
    ...createLoggerOperations(operated),
    ...createLogOperations(operated),
    ...createSettingOperations(operated),
    ...createTrafficOperations(operated),
    ...createLifecycleOperations(operated),
  };
}
