import { formatSize } from './format-size.ts';

/** Formats a change in size for people: `+1.2 kB`, `-3.4 MB`, `none`. */
export function formatDelta(deltaBytes: number): string {
  if (deltaBytes === 0) return 'none';
  return `${deltaBytes > 0 ? '+' : '-'}${formatSize(Math.abs(deltaBytes))}`;
}
