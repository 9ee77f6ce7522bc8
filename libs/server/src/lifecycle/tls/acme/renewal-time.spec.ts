import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { AuthorityError } from './authority-error.ts';
import type { Answer, Directory } from './authority.ts';
import { renderOwnCertificate } from './certificates.ts';
import { findRenewalTime, type RenewalTime } from './renewal-time.ts';

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));
const clock = { now: () => day(10), random: () => 0.5 };
const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = renderOwnCertificate({ domains: ['example.org'], key, from: day(1), to: day(91) });
/** The bytes name the key of an authority only in this test. */
const raw = Buffer.from('0603551d23041830168014'.padEnd(62, '7'), 'hex');
const { validFromDate, validToDate, serialNumber } = new X509Certificate(pem);
const stored = {
  pem,
  isOwn: false,
  leaf: { raw, serialNumber, validFromDate, validToDate } as unknown as X509Certificate,
};
const offers: Directory = {
  newNonce: '',
  newAccount: '',
  newOrder: '',
  renewalInfo: 'https://ca.example/renewal',
};

function find(get: () => Promise<Answer>, directory: Directory = offers): Promise<RenewalTime> {
  return findRenewalTime({ directory: () => Promise.resolve(directory), get }, stored, clock);
}

function suggest(
  start: Date | string,
  end: Date | string,
  retryAfterMs?: number,
): () => Promise<Answer> {
  const text = JSON.stringify({ suggestedWindow: { start, end } });
  return () => Promise.resolve({ text, retryAfterMs, location: undefined });
}

const third = { timeMs: day(61).getTime(), replaces: undefined };

describe('findRenewalTime()', () => {
  it('is in the window that the authority suggests', async () => {
    const found = await find(suggest(day(40), day(42), 7_200_000));
    expect(found).toMatchObject({
      timeMs: day(41).getTime(),
      recheckMs: day(10).getTime() + 7_200_000,
      replaces: expect.stringMatching(/^[\w-]+\.[\w-]+$/) as string,
    });
  });

  it.each([
    [1, 60_000],
    [undefined, 21_600_000],
    [999_999_999_999, 86_400_000],
  ])('asks again after %s ms as after %s ms', async (asked, ms) => {
    const { recheckMs } = await find(suggest(day(40), day(42), asked));
    expect(recheckMs - day(10).getTime()).toBe(ms);
  });

  it('does not let the certificate expire if the authority suggests so', async () => {
    expect((await find(suggest(day(100), day(102)))).timeMs).toBeLessThan(day(91).getTime());
  });

  it.each<[string, () => Promise<Answer>]>([
    ['has no time', suggest('soon', 'later')],
    ['is no JSON', () => Promise.resolve({ text: '<', retryAfterMs: 0, location: undefined })],
    [
      'is an error',
      () => {
        const answer = { status: 404, text: '', retryAfterMs: undefined };
        return Promise.reject(new AuthorityError('https://ca.example/renewal', answer));
      },
    ],
  ])('is at a third of the lifetime if the answer %s', async (_, get) => {
    expect(await find(get)).toMatchObject(third);
  });

  it('is at a third of the lifetime without renewal information', async () => {
    const { newNonce, newAccount, newOrder } = offers;
    const others = { newNonce, newAccount, newOrder };
    expect(await find(suggest(day(40), day(42)), others)).toMatchObject(third);
  });
});
