import { useConsole } from '../shell/context.ts';
import { Select } from './fields.tsx';
import type { Column } from './table.tsx';

interface ThreadChoiceProps {
  readonly thread: string;
  readonly onChange: (thread: string) => void;
  /** Whether the main thread may be chosen beside the serving threads. */
  readonly hasMain?: boolean;
  /** Whether all threads may be chosen. */
  readonly hasAll?: boolean;
}

/** A choice of the serving thread; nothing if there is one. */
export function ThreadChoice({
  thread,
  onChange,
  hasMain = false,
  hasAll = true,
}: ThreadChoiceProps) {
  const { threads } = useConsole().self;
  if (threads < 2) return null;
  const numbers = Array.from({ length: threads }, (_, at) => String(at + 1));
  const options = [
    ...(hasAll ? [['', 'all']] : []),
    ...(hasMain ? [['main', 'main']] : []),
    ...numbers.map((number) => [number, number]),
  ] as unknown as readonly (readonly [string, string])[];
  return <Select label="Thread" value={thread} options={options} onChange={onChange} />;
}

/** The column of the thread; none if there is one. */
export function threadColumns<Row extends { readonly thread?: number }>(
  threads: number,
): readonly Column<Row>[] {
  if (threads < 2) return [];
  return [
    {
      title: 'Thread',
      cell: ({ thread }) => thread ?? '–',
      by: ({ thread = 0 }) => thread,
      isNumber: true,
    },
  ];
}

/** Adds `?thread=` to a path. */
export function pathOfThread(path: string, thread: string): string {
  if (thread === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}thread=${thread}`;
}
