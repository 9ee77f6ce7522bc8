import type { Kind } from '../../config/kind.ts';
import { defineParameter, type Parameter } from '../server/parameter.ts';

const name = 'thread';
const number = { type: 'integer', minimum: 1 };

/**
 * Defines `?thread=`, the number of a serving thread; undefined for all.
 *
 * @param count Returns the number of serving threads.
 */
export function threadParameter(count: () => number): Parameter<number | undefined> {
  const doc = 'Only this serving thread, by its number';
  return defineParameter({ name, doc, kind: indexUpTo(count), schema: number, default: undefined });
}

/**
 * Defines `?thread=` where the main thread may be inspected too.
 *
 * @param count Returns the number of serving threads; 0 if the main thread serves.
 */
export function inspectedParameter(count: () => number): Parameter<number | 'main' | undefined> {
  const index = indexUpTo(count);
  const kind: Kind<number | 'main'> = {
    get expectation() {
      return count() === 0 ? 'main, the only thread' : `main or ${index.expectation}`;
    },
    parse: (text) => (text === 'main' ? text : index.parse(text)),
  };
  const schema = { anyOf: [{ const: 'main' }, number] };
  return defineParameter({
    name,
    doc: 'Only this thread: main, or the number of a serving thread',
    kind,
    schema,
    default: undefined,
  });
}

function indexUpTo(count: () => number): Kind<number> {
  return {
    get expectation() {
      return count() === 1
        ? '1, the only thread that serves'
        : `a whole number from 1 to ${count()}`;
    },
    parse: (text) => {
      const thread = /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : NaN;
      return thread <= count() ? thread : undefined;
    },
  };
}
