import { wholeNumber } from '../../config/kinds.ts';
import { defineParameter } from '../server/parameter.ts';

/** `?seconds=`, the duration of an observation. */
export const seconds = defineParameter({
  name: 'seconds',
  doc: 'Duration',
  kind: wholeNumber({ min: 1, max: 120 }),
  default: 30,
});
