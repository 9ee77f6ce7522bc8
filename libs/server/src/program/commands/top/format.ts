/** Renders a number of things: exactly below 10,000, then as `12.3k` and `4.5M`. */
export function formatCount(count: number): string {
  if (count < 10_000) return String(Math.round(count));
  return count < 1e6 ? `${toDigits(count / 1e3)}k` : `${toDigits(count / 1e6)}M`;
}

/** Renders a duration with the unit that leaves it at most three digits before the point. */
export function formatMs(ms: number): string {
  if (ms < 1_000) return `${toDigits(ms)} ms`;
  return ms < 100_000 ? `${toDigits(ms / 1_000)} s` : `${toDigits(ms / 60_000)} min`;
}

/** Renders a time of seconds to days by its two greatest units. */
export function formatUptime(seconds: number): string {
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3_600)];
  if (minutes < 1) return `${Math.max(0, Math.floor(seconds))} s`;
  if (hours < 1) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return hours < 24
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Renders bytes in decimal units, as the documentation does. */
export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${toDigits(bytes / 1e6)} MB` : `${toDigits(bytes / 1e9)} GB`;
}

/** Renders three digits: 1.23, 12.3, 123. */
export function toDigits(value: number): string {
  const decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return value.toFixed(decimals).replace(/\.0+$/, '');
}
