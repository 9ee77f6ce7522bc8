import { parseHeapProfile } from '../flame/parse-profile.ts';
import { ProfilePanel } from '../flame/profile-panel.tsx';
import { Recorder } from '../flame/recorder.tsx';
import { useProfile } from '../flame/use-profile.ts';
import { formatBytes } from '../format/format.ts';
import { ProblemNote } from '../parts/notes.tsx';
import { HeapDump } from './heap-dump.tsx';

/** Where memory was allocated that is still in use, and a dump of the whole heap. */
export function HeapView() {
  const loader = useProfile(parseHeapProfile);
  return (
    <>
      <div class="toolbar">
        <Recorder path="profiles/heap" loader={loader} accept=".heapprofile,.json" />
        <HeapDump />
      </div>
      <ProblemNote problem={loader.problem} />
      {loader.profile !== undefined ? (
        <ProfilePanel profile={loader.profile} parse={parseHeapProfile} format={formatBytes} />
      ) : (
        <p class="empty">
          Record a profile to see which functions allocate memory that stays in use.
        </p>
      )}
    </>
  );
}
