import type { Generation } from './generations.ts';
import type { Service } from './service.ts';

/** What every part of the table is given: one host for all of them, booted before the first. */
export interface Given {
  readonly generation: Generation;
  readonly service: () => Service;
}
