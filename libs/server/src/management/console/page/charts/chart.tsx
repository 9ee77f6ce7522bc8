import { useMemo } from 'preact/hooks';
import { currentOf, drawArea, drawLine, HEIGHT, maxOf, roundUp } from './scale.ts';

export interface Line {
  readonly name: string;
  /** One value a second. */
  readonly values: readonly (number | null)[];
  readonly tone: 'one' | 'two' | 'three' | 'bad';
  readonly isArea?: boolean;
}

export interface ChartProps {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Position under the pointer; all charts show the values there. */
  readonly at: number | undefined;
  readonly onPoint: (at: number | undefined) => void;
  readonly max?: number;
}

/** A chart of the last minutes, with the current values or those under the pointer in its legend. */
export function Chart({ title, lines, format, at, onPoint, max }: ChartProps) {
  const top = useMemo(() => max ?? roundUp(maxOf(lines.map(({ values }) => values))), [lines, max]);
  const width = lines[0]?.values.length ?? 1;
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong>
        <Legend lines={lines} format={format} at={at} />
      </figcaption>
      <div class="plot">
        <svg
          viewBox={`0 0 ${width - 1} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}; highest ${format(maxOf(lines.map(({ values }) => values)))}`}
          onPointerMove={(event) => {
            const { left, width: pixels } = event.currentTarget.getBoundingClientRect();
            onPoint(Math.round(((event.clientX - left) / pixels) * (width - 1)));
          }}
          onPointerLeave={() => {
            onPoint(undefined);
          }}
        >
          <line class="grid" x1="0" x2={width} y1={HEIGHT / 2} y2={HEIGHT / 2} />
          <Paths lines={lines} top={top} />
          {at !== undefined && <line class="cursor" x1={at} x2={at} y1="0" y2={HEIGHT} />}
        </svg>
        <span class="top" aria-hidden="true">
          {format(top)}
        </span>
        <span class="middle" aria-hidden="true">
          {format(top / 2)}
        </span>
      </div>
    </figure>
  );
}

function Paths({ lines, top }: { readonly lines: readonly Line[]; readonly top: number }) {
  return useMemo(
    () => (
      <>
        {lines.map(({ name, values, tone, isArea }) => (
          <g key={name} class={`tone-${tone}`}>
            {isArea === true && <path class="area" d={drawArea(values, top)} />}
            <path class="line" d={drawLine(values, top)} />
          </g>
        ))}
      </>
    ),
    [lines, top],
  );
}

function Legend({ lines, format, at }: Pick<ChartProps, 'lines' | 'format' | 'at'>) {
  return (
    <span class="legend">
      {lines.map(({ name, values, tone }) => {
        const value = at === undefined ? currentOf(values) : (values[at] ?? null);
        return (
          <span key={name} class={`tone-${tone}`}>
            <i aria-hidden="true" />
            {name} <b>{value === null ? '–' : format(value)}</b>
          </span>
        );
      })}
    </span>
  );
}
