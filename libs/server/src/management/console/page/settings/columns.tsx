import type { SettingState } from '../api/answers.ts';
import { Countdown } from '../parts/countdown.tsx';
import { Button } from '../parts/fields.tsx';
import type { Column } from '../parts/table.tsx';
import { describeAllowed, textOfValue } from './edits.ts';

export interface SettingRow extends SettingState {
  readonly name: string;
  /** The edited text; null to restore the value from the start; undefined if it is not edited. */
  readonly edit: string | null | undefined;
}

/** What the rows call; undefined for a caller who may not change anything. */
export interface RowActions {
  readonly edit: (row: SettingRow, text: string | null) => void;
  readonly undo: (row: SettingRow) => void;
}

/** The columns of the table of settings. */
export function settingColumns(actions: RowActions | undefined): readonly Column<SettingRow>[] {
  return [
    {
      title: 'Setting',
      by: ({ name }) => name,
      cell: ({ name, description }) => (
        <div class="setting">
          <code>{name}</code>
          <p class="hint wrap">{description}</p>
        </div>
      ),
    },
    { title: 'Value', cell: (row) => <Value row={row} actions={actions} /> },
    { title: 'Default', cell: (row) => <Shown value={row.default} /> },
    {
      title: 'Source',
      by: ({ source }) => source,
      cell: ({ source, expiresAt }) => (
        <>
          {source} <Countdown until={expiresAt} />
        </>
      ),
    },
    { title: 'Allowed', cell: (row) => describeAllowed(row) },
  ];
}

function Shown({ value }: { readonly value: SettingState['value'] }) {
  if (value === null) return <span class="hint">not set</span>;
  return <code class="wrap">{textOfValue(value)}</code>;
}

interface ValueProps {
  readonly row: SettingRow;
  readonly actions: RowActions | undefined;
}

function Value({ row, actions }: ValueProps) {
  if (!row.mutable || actions === undefined) return <Shown value={row.value} />;
  const { name, edit, value, source } = row;
  if (edit === null)
    return (
      <>
        value from the start <UndoButton row={row} actions={actions} />
      </>
    );
  return (
    <div class="inline">
      <Editor row={row} actions={actions} text={edit ?? textOfValue(value)} />
      {edit !== undefined && <UndoButton row={row} actions={actions} />}
      {edit === undefined && source === 'admin' && (
        <Button
          label={`Restore ${name}`}
          onClick={() => {
            actions.edit(row, null);
          }}
        >
          Restore
        </Button>
      )}
    </div>
  );
}

function UndoButton({ row, actions }: { readonly row: SettingRow; readonly actions: RowActions }) {
  return (
    <Button
      label={`Undo the edit of ${row.name}`}
      onClick={() => {
        actions.undo(row);
      }}
    >
      Undo
    </Button>
  );
}

interface EditorProps {
  readonly row: SettingRow;
  readonly actions: RowActions;
  readonly text: string;
}

function Editor({ row, actions, text }: EditorProps) {
  const onInput = (event: { readonly currentTarget: { readonly value: string } }): void => {
    actions.edit(row, event.currentTarget.value);
  };
  if (typeof (row.value ?? row.default) === 'boolean')
    return (
      <select class="editor" aria-label={row.name} value={text} onChange={onInput}>
        <option>true</option>
        <option>false</option>
      </select>
    );
  return (
    <input
      class="editor"
      aria-label={row.name}
      value={text}
      spellcheck={false}
      autocomplete="off"
      onInput={onInput}
    />
  );
}
