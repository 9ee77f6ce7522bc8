const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Renders bytes in decimal units with three digits: `1.23 MB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${threeDigits(bytes / 1_000 ** power)} ${BYTE_UNITS[power] ?? ''}`;
}

/** Renders a number with three digits, or as many as its integer part has: `0.123`, `12.3`, `1234`. */
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return Math.round(value).toString();
  return Number(value.toPrecision(3)).toString();
}

/** Renders a count with thousands separated: `12,345`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

const MS_PER_SECOND = 1_000;
const SECONDS_PER = { minute: 60, hour: 3_600, day: 86_400 };

/** Renders milliseconds by their size: `0.42 ms`, `812 ms`, `3.2 s`, `4m 05s`, `2h 03m`, `9d 04h`. */
export function formatMs(ms: number): string {
  if (ms < MS_PER_SECOND) return `${threeDigits(ms)} ms`;
  const seconds = ms / MS_PER_SECOND;
  return seconds < SECONDS_PER.minute ? `${seconds.toFixed(1)} s` : formatLong(Math.round(seconds));
}

function formatLong(seconds: number): string {
  const { minute, hour, day } = SECONDS_PER;
  const pair = (unit: number, part: number): readonly [number, string] => [
    Math.floor(seconds / unit),
    String(Math.floor((seconds % unit) / part)).padStart(2, '0'),
  ];
  const [larger, smaller, names] =
    seconds < hour
      ? [...pair(minute, 1), 'ms']
      : seconds < day
        ? [...pair(hour, minute), 'hm']
        : [...pair(day, hour), 'dh'];
  return `${larger}${names.charAt(0)} ${smaller}${names.charAt(1)}`;
}

/** Renders a ratio from 0 to 1 as per cent: `12.3 %`. */
export function formatRatio(ratio: number): string {
  return `${threeDigits(Math.round(ratio * 1_000) / 10)} %`;
}

/** Renders the time of day of an RFC 3339 time in the zone of the browser, with milliseconds. */
export function formatTime(time: string | number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return String(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Parses the ISO 8601 duration of an exchange, `PT0.123S`, to milliseconds. */
export function parseTimeTaken(text: string): number {
  return Number(/^PT([\d.]+)S$/.exec(text)?.[1] ?? NaN) * MS_PER_SECOND;
}
