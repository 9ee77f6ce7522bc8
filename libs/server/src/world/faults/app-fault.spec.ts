import { AppFault } from './app-fault.ts';
import { Fault } from './fault.ts';

describe('AppFault', () => {
  it('is a Fault with the message of the app, status 69 and its cause', () => {
    const cause = new Error('ENOENT');
    const fault = new AppFault('Cannot open orders.db: no such file', { cause });
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({
      code: 'APP_FAILED',
      message: 'Cannot open orders.db: no such file',
      exitCode: 69,
      cause,
    });
  });

  it.each([1, 66, 125])('accepts the exit status %d', (exitCode) => {
    expect(new AppFault('Cannot start', { exitCode }).exitCode).toBe(exitCode);
  });

  it.each([0, -1, 126, 256, 1.5, NaN])('rejects the exit status %d', (exitCode) => {
    expect(() => new AppFault('Cannot start', { exitCode })).toThrow(
      new RangeError(`Cannot exit with status ${exitCode}: expected a whole number from 1 to 125`),
    );
  });
});
