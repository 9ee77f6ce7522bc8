import type { CheckState, ReadinessState } from '../create-readiness.ts';
import type { Phase } from '../lifecycle.ts';
import type { Acceptor } from '../listen/listen.ts';
import { renderAddress } from '../listen/render-address.ts';

/** `systemctl status` truncates a longer line; the log has the complete text. */
const MAX_LENGTH = 200;

export interface ServiceState {
  readonly phase: Phase;
  readonly readiness: ReadinessState;
  /** Number of requests in progress. */
  readonly inFlight: number;
  /** Where the server listens. */
  readonly addresses: readonly Acceptor['address'][];
}

/** Renders a state as the line that `systemctl status` shows. */
export function renderStatus({ phase, readiness, inFlight, addresses }: ServiceState): string {
  switch (phase) {
    case 'starting':
      return clip(`starting${reasonsOf(readiness)}`);
    case 'ready':
      return clip(
        readiness.isReady
          ? `ready on ${addresses.map(renderListener).join(', ')}`
          : `not ready${reasonsOf(readiness)}`,
      );
    case 'draining':
    case 'stopping':
      return `draining, ${inFlight} ${inFlight === 1 ? 'request' : 'requests'} in progress`;
  }
}

/** Shortens a text to one line of at most 200 characters. */
export function clip(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 3)}...` : line;
}

function reasonsOf({ heldBackBy, checks }: ReadinessState): string {
  const failing = checks.filter(({ isRequired, status }) => isRequired && status !== 'pass');
  const reasons = [...heldBackBy, ...failing.map(renderCheck)];
  return reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
}

function renderCheck({ name, status, reason }: CheckState): string {
  return status === 'pending' ? `${name} not yet checked` : `${name} fails, ${reason ?? ''}`;
}

function renderListener(address: Acceptor['address']): string {
  if (address === null) return 'a unix socket';
  return typeof address === 'string' ? address : renderAddress(address);
}
