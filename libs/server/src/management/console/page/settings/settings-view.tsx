import { useState } from 'preact/hooks';
import { useRepeated } from '../api/use-poll.ts';
import { Select, TextField } from '../parts/fields.tsx';
import { ProblemNote } from '../parts/notes.tsx';
import { Table } from '../parts/table.tsx';
import { useConsole } from '../shell/context.ts';
import { ChangeBar, ConflictNote } from './change-bar.tsx';
import { settingColumns, type SettingRow } from './columns.tsx';
import { addEdit, createSettingFilter, dropEdit, type SettingFilter } from './edits.ts';
import { loadSettings, useChanges } from './use-changes.ts';

const EVERY_MS = 5_000;

const KINDS = [
  ['all', 'all'],
  ['mutable', 'changeable while it runs'],
  ['set', 'not at the default'],
] as const;

/** The settings; those that may change while the server runs are edited here, all at once or none. */
export function SettingsView() {
  const [filter, setFilter] = useState<SettingFilter>({ text: '', kind: 'all' });
  const changes = useChanges();
  const { edits, setEdits } = changes;
  // While there are edits the version stays that on which they are based.
  const polled = useRepeated(loadSettings, edits.size > 0 ? undefined : EVERY_MS);
  const version = changes.base ?? polled.data;
  const { mayWrite } = useConsole();
  const passes = createSettingFilter(filter);
  const rows = Object.entries(version?.settings ?? {})
    .filter(([name, setting]) => passes(name, setting) || edits.has(name))
    .map(([name, setting]): SettingRow => ({ ...setting, name, edit: edits.get(name) }));
  const edit = ({ name, value }: SettingRow, text: string | null): void => {
    setEdits(addEdit(edits, name, { text, current: value }));
  };
  const undo = ({ name }: SettingRow): void => {
    setEdits(dropEdit(edits, name));
  };
  return (
    <>
      <div class="toolbar">
        <TextField
          label="Name or description contains"
          value={filter.text}
          onChange={(text) => {
            setFilter({ ...filter, text });
          }}
        />
        <Select
          label="Which"
          value={filter.kind}
          options={KINDS}
          onChange={(kind) => {
            setFilter({ ...filter, kind: kind as SettingFilter['kind'] });
          }}
        />
        <span class="hint counts">{rows.length} settings</span>
      </div>
      <ProblemNote problem={polled.problem} />
      <ConflictNote conflicts={changes.conflicts} />
      <ProblemNote problem={changes.problem} />
      {version !== undefined && (
        <Table
          label="Settings"
          columns={settingColumns(mayWrite ? { edit, undo } : undefined)}
          rows={rows}
          keyOf={({ name }) => name}
          empty="No such setting."
          markOf={({ edit: text }) => (text === undefined ? undefined : 'edited')}
        />
      )}
      {version !== undefined && edits.size > 0 && (
        <ChangeBar changes={changes} version={version} onApplied={polled.refresh} />
      )}
    </>
  );
}
