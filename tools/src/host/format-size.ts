/**
 * Formats a size for people, in decimal units as registries and disk makers count: `696.2 kB`.
 *
 * @param sizeBytes Whole number from 0.
 */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  if (sizeBytes < 1_000_000) return `${(sizeBytes / 1000).toFixed(1)} kB`;
  return `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
}
