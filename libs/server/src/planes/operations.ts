import type { createOperations } from '../management/admin/operations/create-operations.ts';

/** What the planes may ask of the main thread; arguments and results are copied between the threads. */
export type MainOperations = ReturnType<typeof createOperations>;
