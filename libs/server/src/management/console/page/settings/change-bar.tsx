import { useState } from 'preact/hooks';
import { Button, DURATIONS, Select } from '../parts/fields.tsx';
import { useConsole } from '../shell/context.ts';
import type { Conflict, SettingsVersion } from './edits.ts';
import type { Changes } from './use-changes.ts';

interface ChangeBarProps {
  readonly changes: Changes;
  readonly version: SettingsVersion;
  readonly onApplied: () => void;
}

/** Applies the edits or discards them. */
export function ChangeBar({ changes, version, onApplied }: ChangeBarProps) {
  const { tell } = useConsole();
  const [ttl, setTtl] = useState('10m');
  const { size } = changes.edits;
  const apply = async (): Promise<void> => {
    if (!(await changes.apply(version, ttl))) return;
    tell(`Changed ${count(size)}`);
    onApplied();
  };
  return (
    <div class="panel changes" role="group" aria-label="Changes">
      <div class="toolbar">
        <span class="counts">
          {count(size)} to change, all or none: {[...changes.edits.keys()].join(', ')}
        </span>
        <Select label="The change lasts" value={ttl} options={DURATIONS} onChange={setTtl} />
        <Button kind="main" onClick={() => void apply()}>
          Apply
        </Button>
        <Button onClick={changes.discard}>Discard</Button>
      </div>
    </div>
  );
}

function count(size: number): string {
  return size === 1 ? '1 setting' : `${size} settings`;
}

/** What others have changed since the edits began. */
export function ConflictNote({ conflicts }: { readonly conflicts: readonly Conflict[] }) {
  if (conflicts.length === 0) return null;
  return (
    <div class="note warn" role="alert">
      Someone else has changed settings since. Your edits are kept; apply them again to change the
      values that are shown now.
      <ul>
        {conflicts.map(({ name, before, after, source, isEdited }) => (
          <li key={name}>
            <code>{name}</code>: {before} → {after} ({source}){isEdited && ', which you edit too'}
          </li>
        ))}
      </ul>
    </div>
  );
}
