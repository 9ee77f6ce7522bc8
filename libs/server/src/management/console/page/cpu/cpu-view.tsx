import { useEffect } from 'preact/hooks';
import { ProfilePanel } from '../flame/profile-panel.tsx';
import { parseCpuProfile } from '../flame/parse-profile.ts';
import { Recorder } from '../flame/recorder.tsx';
import { useProfile } from '../flame/use-profile.ts';
import { formatMs, formatTime } from '../format/format.ts';
import type { Flight } from '../overview/flight.ts';
import { useFlight } from '../overview/use-flight.ts';
import { Button } from '../parts/fields.tsx';
import { ProblemNote } from '../parts/notes.tsx';
import { placeOf } from '../shell/place.ts';

const US_PER_MS = 1_000;

/** Where the CPU time goes: recorded now, or by the flight recorder before. */
export function CpuView({ query }: { readonly query: URLSearchParams }) {
  const loader = useProfile(parseCpuProfile);
  const flight = useFlight();
  const capture = query.get('capture');
  useEffect(() => {
    if (capture !== null) loader.load(`flight/captures/${encodeURIComponent(capture)}`);
  }, [capture]);
  return (
    <>
      <div class="toolbar">
        <Recorder path="profiles/cpu" loader={loader} accept=".cpuprofile,.json" />
        {flight.data?.profile.available === true && (
          <Button
            isDisabled={loader.isLoading}
            onClick={() => {
              loader.load('flight/profile');
            }}
          >
            Last {flight.data.profile.seconds} seconds
          </Button>
        )}
      </div>
      {flight.data && <Captures flight={flight.data} />}
      <ProblemNote problem={loader.problem} />
      {loader.profile !== undefined ? (
        <ProfilePanel
          profile={loader.profile}
          parse={parseCpuProfile}
          format={(us) => formatMs(us / US_PER_MS)}
          canBeIdle
        />
      ) : (
        <p class="empty">Record a profile to see which functions use the CPU.</p>
      )}
    </>
  );
}

/** What the flight recorder has: a reason why it records no samples, and its captures. */
function Captures({ flight }: { readonly flight: Flight }) {
  const { profile, captures } = flight;
  return (
    <>
      {!profile.available && profile.reason !== null && (
        <p class="hint">The flight recorder takes no CPU samples: {profile.reason}</p>
      )}
      {captures.length > 0 && (
        <ul class="note" aria-label="Captures">
          {captures.map(({ id, time, reason }) => (
            <li key={id}>
              <a href={placeOf('cpu', { capture: String(id) })}>{formatTime(time)}</a>: {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
