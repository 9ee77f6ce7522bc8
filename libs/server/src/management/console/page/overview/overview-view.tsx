import type { Health, Info } from '../api/answers.ts';
import { usePoll } from '../api/use-poll.ts';
import { ProblemNote } from '../parts/notes.tsx';
import { useConsole } from '../shell/context.ts';
import { findReasons } from '../shell/state.ts';
import { FlightCharts } from './flight-charts.tsx';
import { Figures } from './figures.tsx';
import { Routes } from './routes.tsx';
import { Stalls } from './stalls.tsx';
import { useFlight } from './use-flight.ts';

const INFO_EVERY_MS = 10_000;

/** What runs, how it is, and its last 15 minutes. */
export function OverviewView() {
  const info = usePoll<Info>('info', INFO_EVERY_MS);
  const flight = useFlight();
  const { health } = useConsole();
  return (
    <>
      <ProblemNote problem={info.problem ?? flight.problem} />
      {health.data !== undefined && <Reasons health={health.data} />}
      {info.data !== undefined && <Figures info={info.data} flight={flight.data ?? undefined} />}
      {flight.data === null && (
        <p class="note">This server has no flight recorder, so there are no charts.</p>
      )}
      {flight.data && (
        <>
          <FlightCharts flight={flight.data} />
          <Routes flight={flight.data} />
          <Stalls flight={flight.data} />
        </>
      )}
    </>
  );
}

function Reasons({ health }: { readonly health: Health }) {
  const reasons = findReasons(health);
  if (reasons.length === 0) return null;
  return (
    <ul class={`note ${health.status === 'fail' ? 'bad' : 'warn'}`} aria-label="Reasons">
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}
