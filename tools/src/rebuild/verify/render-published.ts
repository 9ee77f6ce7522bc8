import type { PulledPart } from '../../registry/pull-image.ts';
import { renderMarkdownTable } from './markdown-table.ts';

/** Renders what a registry holds of an image, as Markdown for the proof. */
export function renderPublished(name: string, parts: readonly PulledPart[]): string {
  const rows = parts.map(({ name: part, digest, bytes }) => [
    part,
    String(bytes.byteLength),
    digest.replace('sha256:', ''),
    'intact',
  ]);
  const table = renderMarkdownTable([['part', 'bytes', 'sha256', ''], ...rows]);
  return `### ${name}: ${parts.length} parts, each with its digest\n\n${table}`;
}
