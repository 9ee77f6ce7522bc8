import type { Log } from '../../telemetry/log/log.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';

const DAY_MS = 86_400_000;

/** The time in which a certificate is valid: RFC 5280, section 4.1.2.5. */
export interface Validity {
  readonly from: Date;
  readonly to: Date;
}

const OUT_OF_DATE = {
  expired: 'certificate has expired, serving with it; renew it or correct the clock',
  early: 'certificate is not yet valid, serving with it; correct the clock or have another issued',
} as const;

/** Returns whether a certificate is out of date, and how; undefined if it is valid. */
export function lapseOf({ from, to }: Validity, now: Date): keyof typeof OUT_OF_DATE | undefined {
  if (now > to) return 'expired';
  return now < from ? 'early' : undefined;
}

export interface ValidityOptions {
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'observe'>;
}

/**
 * Reports the validity of the certificate in use: its remaining days as a metric, and a line when it becomes
 * out of date or valid. It is served all the same, because a machine may boot with a wrong clock, and
 * because a client that warns its user is better than no server.
 *
 * @param current Returns the validity of the certificate in use.
 * @returns The function to call from time to time.
 */
export function reportValidity(
  { now, log, metrics }: ValidityOptions,
  current: () => Validity,
): () => void {
  metrics.observe(
    {
      name: 'tls.server.certificate.remaining',
      unit: 'd',
      description: 'Days until the certificate of the server expires; negative after that.',
      kind: 'gauge',
      across: 'min',
    },
    () => [{ value: (current().to.getTime() - now().getTime()) / DAY_MS }],
  );
  let last: ReturnType<typeof lapseOf>;
  return () => {
    const { from: validFrom, to: validUntil } = current();
    const lapse = lapseOf({ from: validFrom, to: validUntil }, now());
    if (lapse === last) return;
    last = lapse;
    const facts = { validFrom, validUntil };
    if (lapse === undefined) log.info(facts, 'certificate is valid now');
    else log.warn(facts, OUT_OF_DATE[lapse]);
  };
}
