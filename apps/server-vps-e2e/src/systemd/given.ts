import type { Generation } from './generations.ts';
import type { Service } from './service.ts';

/** What every part of the tests shares: one host, booted before the first part. */
export interface Given {
  readonly generation: Generation;
  readonly service: () => Service;
}
