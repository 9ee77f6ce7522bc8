import type { Info } from '../api/answers.ts';
import { currentOf } from '../charts/scale.ts';
import { formatBytes, formatCount, formatMs, formatRatio, threeDigits } from '../format/format.ts';
import { useConsole } from '../shell/context.ts';
import { describeState } from '../shell/state.ts';
import type { SeriesName } from '../../../flight/series-names.ts';
import { fillSeconds, meanOf, spanOf, type Flight } from './flight.ts';

/** Seconds over which a rate is averaged. */
const RATE_SECONDS = 10;

type Figure = readonly [label: string, value: string, hint?: string];

/** The state and the current figures. */
export function Figures({ info, flight }: FiguresProps) {
  const { health } = useConsole();
  const { data } = health;
  const ready = data === undefined ? '–' : data.status === 'fail' ? 'no' : 'yes';
  const figures: readonly Figure[] = [
    ['State', data?.phase ?? describeState(health).word],
    ['Ready', ready],
    ...describeProgram(info),
    ...(flight === undefined ? [] : describeFlight(flight, info)),
  ];
  return (
    <dl class="figures">
      {figures.map(([label, value, hint]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd title={hint}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FiguresProps {
  readonly info: Info;
  readonly flight: Flight | undefined;
}

function describeProgram({ build, runtime, process }: Info): readonly Figure[] {
  const age = runtime.nodeAgeDays === undefined ? '' : `${runtime.nodeAgeDays} days old`;
  return [
    ['Uptime', formatMs(process.uptimeSeconds * 1_000)],
    ['Version', build.version, `built ${build.created ?? 'at an unknown time'}`],
    ['Commit', build.revision?.slice(0, 9) ?? 'unknown', build.revision ?? ''],
    ['Node', runtime.node, age],
  ];
}

function describeFlight(flight: Flight, { limits }: Info): readonly Figure[] {
  const span = spanOf(flight, RATE_SECONDS);
  const mean = (name: SeriesName): number => meanOf(fillSeconds(flight, name, span)) ?? 0;
  const last = (name: SeriesName, format: (value: number) => string): string => {
    const value = currentOf(fillSeconds(flight, name, span));
    return value === null ? '–' : format(value);
  };
  const limit = limits.memory === null ? 'no limit' : `of ${formatBytes(limits.memory)}`;
  return [
    ['Requests/s', threeDigits(mean('requests')), `mean of ${RATE_SECONDS} s`],
    ['Errors/s', threeDigits(mean('errors')), `mean of ${RATE_SECONDS} s`],
    ['p50', last('p50Ms', formatMs)],
    ['p95', last('p95Ms', formatMs)],
    ['p99', last('p99Ms', formatMs)],
    ['Under way', last('requestsUnderWay', formatCount), 'requests'],
    ['Connections', last('connections', formatCount)],
    ['Memory', last('residentBytes', formatBytes), limit],
    ['Loop delay', last('loopDelayMs', formatMs)],
    ['Utilization', last('loopUtilization', formatRatio)],
  ];
}
