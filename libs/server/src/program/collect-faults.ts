import { Fault } from '../world/faults/fault.ts';

/**
 * Waits for all, so that an operator sees all of their faults at once.
 *
 * @param code Of the fault that has the sentences of several.
 * @throws {Fault} the fault of one, or that of several; a defect is thrown as it is.
 */
export async function collectFaults<Value>(
  all: readonly Promise<Value>[],
  code: 'FILES_ROOTS_REFUSED' | 'FILES_RULES_REFUSED',
): Promise<readonly Value[]> {
  const settled = await Promise.allSettled(all);
  const errors = settled
    .filter((one) => one.status === 'rejected')
    .map(({ reason }): unknown => reason);
  const faults = errors.filter((error) => error instanceof Fault);
  if (faults.length < errors.length) throw errors.find((error) => !(error instanceof Fault));
  if (faults.length > 1) throw new Fault(code, { problems: faults.map(({ message }) => message) });
  return Promise.all(all); // throws the only fault
}
