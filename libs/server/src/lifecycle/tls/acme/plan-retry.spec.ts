import { AuthorityError, retryAfterOf } from './authority-error.ts';
import { planRetry } from './plan-retry.ts';

const now = new Date('2026-11-22T06:00:00Z');
const unreachable = Object.assign(new Error('connect ECONNREFUSED'), {
  code: 'ECONNREFUSED',
  syscall: 'connect',
});
const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
  syscall: 'write',
});
const refusal = new Error('The authority did not accept example.org');

function answer(type: string, retryAfterMs?: number): AuthorityError {
  const text = JSON.stringify({ type: `urn:ietf:params:acme:error:${type}`, detail: 'Too many.' });
  return new AuthorityError('https://ca.example/order', { status: 429, text, retryAfterMs });
}

function delayOf(error: unknown, failures: number, random = 0): number {
  const { timeMs } = planRetry(error, failures, { now: () => now, random: () => random });
  return (timeMs - now.getTime()) / 1_000;
}

describe('planRetry()', () => {
  it.each([
    ['unreachable', unreachable, [10, 20, 40, 80]],
    ['a refusal', refusal, [120, 240, 480, 960, 1_920]],
    ['a full disk', full, [120, 240, 480, 960, 1_920]],
  ])('doubles the delay after %s', (_, error, delays) => {
    expect(delays.map((__, failures) => delayOf(error, failures))).toEqual(delays);
  });

  it('waits at most 12 hours, and a quarter more at random', () => {
    expect([delayOf(refusal, 40), delayOf(refusal, 0, 0.5)]).toEqual([43_200, 135]);
  });

  it.each([
    ['as long as the authority asks for', answer('rateLimited', 86_400_000), 86_400],
    ['an hour at a rate limit without a time', answer('rateLimited'), 3_600],
    ['no less than after another refusal', answer('serverInternal', 1_000), 120],
  ])('waits %s', (_, error, seconds) => {
    expect(delayOf(error, 0)).toBe(seconds);
  });

  it('keeps the reason, and who asked for the delay', () => {
    const clock = { now: () => now, random: () => 0 };
    expect(planRetry(answer('rateLimited', 60_000), 2, clock)).toMatchObject({
      failureCount: 3,
      reason: 'https://ca.example/order answered 429 rateLimited: Too many.',
      isByAuthority: true,
    });
    expect(planRetry('broken', 0, clock)).toMatchObject({ reason: 'broken', isByAuthority: false });
  });
});

describe('retryAfterOf()', () => {
  it.each([
    [undefined, undefined],
    ['120', 120_000],
    ['Sun, 22 Nov 2026 06:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 05:00:00 GMT', 0],
    ['soon', undefined],
  ])('reads %j as %j milliseconds', (text, ms) => {
    expect(retryAfterOf(text, now)).toBe(ms);
  });
});

describe('an AuthorityError', () => {
  it.each(['<html>502</html>', '', 'null', '[]', '{"type":1,"detail":{}}'])(
    'has no type if the answer is %j',
    (text) => {
      const error = new AuthorityError('https://x/', {
        status: 502,
        text,
        retryAfterMs: undefined,
      });
      expect([error.type, error.message]).toEqual(['', 'https://x/ answered 502']);
    },
  );
});
