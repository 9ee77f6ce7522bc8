import { useMemo, useState } from 'preact/hooks';
import { formatRatio } from '../format/format.ts';
import { Button, Checkbox, TextField } from '../parts/fields.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { saveFile } from '../parts/save-file.ts';
import { FlameGraph } from './flame-graph.tsx';
import type { Frame } from './frame.ts';
import {
  createSearch,
  listFunctions,
  sumFound,
  type FunctionUse,
  type Search,
} from './list-functions.ts';
import type { ParseProfile } from './parse-profile.ts';
import type { Profile } from './use-profile.ts';

/** Functions in the table; the others used less. */
const SHOWN_FUNCTIONS = 200;

interface ProfilePanelProps {
  readonly profile: Profile;
  readonly parse: ParseProfile;
  readonly format: (value: number) => string;
  /** Whether the profile knows time in which the thread waited. */
  readonly canBeIdle?: boolean;
}

/** A profile as a flame graph, and the same as a table of its functions. */
export function ProfilePanel({ profile, parse, format, canBeIdle = false }: ProfilePanelProps) {
  const [hasIdle, setIdle] = useState(false);
  const [text, setText] = useState('');
  const root = useMemo(() => parse(profile.text, { hasIdle }), [profile, hasIdle]);
  const isFound = useMemo(() => createSearch(text), [text]);
  const found = isFound === undefined ? 0 : sumFound(root, isFound);
  const share = (value: number): string => formatRatio(root.total === 0 ? 0 : value / root.total);
  return (
    <>
      <div class="toolbar">
        <TextField label="Search functions" value={text} onChange={setText} />
        {canBeIdle && <Checkbox label="idle time" isOn={hasIdle} onChange={setIdle} />}
        <Button
          onClick={() => {
            saveFile(profile.name, new Blob([profile.text], { type: 'application/json' }));
          }}
        >
          Download
        </Button>
        <span class="hint counts">
          {format(root.total)} in {profile.name}
          {isFound !== undefined && `; found: ${format(found)}, ${share(found)}`}
        </span>
      </div>
      <FlameGraph
        key={`${profile.name} ${hasIdle}`}
        root={root}
        isFound={isFound}
        describe={(frame) => describeFrame(frame, format, share)}
      />
      <Functions
        root={root}
        search={isFound}
        format={(value) => `${format(value)}  ${share(value)}`}
      />
    </>
  );
}

type Format = (value: number) => string;

function describeFrame(frame: Frame, format: Format, share: Format): string {
  const { name, place, self, total } = frame;
  const where = place === '' ? '' : ` at ${place}`;
  return `${name}${where}: total ${format(total)} (${share(total)}), self ${format(self)} (${share(self)})`;
}

interface FunctionsProps {
  readonly root: Frame;
  readonly search: Search | undefined;
  readonly format: Format;
}

function Functions({ root, search, format }: FunctionsProps) {
  const uses = useMemo(() => listFunctions(root), [root]);
  const shown = (search === undefined ? uses : uses.filter(search))
    .toSorted((a, b) => b.self - a.self)
    .slice(0, SHOWN_FUNCTIONS);
  const columns: readonly Column<FunctionUse>[] = [
    { title: 'Self', cell: ({ self }) => format(self), by: ({ self }) => self, isNumber: true },
    {
      title: 'Total',
      cell: ({ total }) => format(total),
      by: ({ total }) => total,
      isNumber: true,
    },
    {
      title: 'Function',
      cell: ({ name }) => <code class="wrap">{name}</code>,
      by: ({ name }) => name,
    },
    { title: 'Place', cell: ({ place }) => <code class="wrap hint">{place}</code> },
  ];
  return (
    <Table
      label="Functions"
      columns={columns}
      rows={shown}
      keyOf={({ name, place }) => `${name} ${place}`}
      empty="No function was sampled."
      order={{ title: 'Self', direction: 'descending' }}
    />
  );
}
