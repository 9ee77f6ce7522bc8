import { AppFault } from '../world/faults/app-fault.ts';
import { collectFaults } from './collect-faults.ts';

const fail = (error: Error): Promise<number> => Promise.reject(error);

describe('collectFaults()', () => {
  it('returns the values in their order', async () => {
    const all = [Promise.resolve(1), Promise.resolve(2)];
    expect(await collectFaults(all, 'FILES_ROOTS_REFUSED')).toEqual([1, 2]);
  });

  it('throws the fault of one as it is', async () => {
    const fault = new AppFault('one');
    const all = [Promise.resolve(1), fail(fault)];
    await expect(collectFaults(all, 'FILES_ROOTS_REFUSED')).rejects.toBe(fault);
  });

  it('throws one fault with the sentences of several', async () => {
    const all = [fail(new AppFault('one')), Promise.resolve(1), fail(new AppFault('two'))];
    await expect(collectFaults(all, 'FILES_RULES_REFUSED')).rejects.toMatchObject({
      message: 'one\ntwo',
      exitCode: 78,
    });
  });

  it('throws a defect rather than faults', async () => {
    const defect = new TypeError('broken');
    const all = [fail(new AppFault('one')), fail(new AppFault('two')), fail(defect)];
    await expect(collectFaults(all, 'FILES_ROOTS_REFUSED')).rejects.toBe(defect);
  });
});
