import type { Parts } from '../parts.ts';
import type { ThreadReport, ThreadStanding } from './messages.ts';

/** Reports the state of a serving thread to the main thread, at each change of its phase and at each beat, if it has changed. */
export function reportStanding(
  { lifecycle, readiness, beat }: Pick<Parts, 'lifecycle' | 'readiness' | 'beat'>,
  report: (message: ThreadReport) => void,
): void {
  let sent: string | undefined;
  function update(): void {
    const standing: ThreadStanding = { phase: lifecycle.phase(), readiness: readiness.state() };
    const text = JSON.stringify(standing);
    if (text === sent) return;
    sent = text;
    report({ kind: 'standing', standing });
  }
  update();
  lifecycle.onEnter(update);
  beat.onBeat(update);
}
