import type { Listing, ListingEntry } from './read-listing.ts';

/** Renders a listing as a page of relative links, with sizes in bytes and times in UTC. */
export function renderListing({ path, entries, isCut }: Listing): string {
  const title = `Index of ${escapeHtml(path)}`;
  const parent = path === '/' ? [] : ['<tr><td><a href="../">../</a></td></tr>'];
  const note = isCut ? [`<p>The first ${entries.length} entries read; there are more.</p>`] : [];
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>${title}</title></head>`,
    `<body><h1>${title}</h1>`,
    '<table>',
    '<tr><th>Name</th><th>Bytes</th><th>Changed</th></tr>',
    ...parent,
    ...entries.map(renderEntry),
    '</table>',
    ...note,
    '</body></html>',
    '',
  ].join('\n');
}

function renderEntry({ name, href, kind, sizeBytes, modified = '' }: ListingEntry): string {
  const slash = kind === 'directory' ? '/' : '';
  const link = `<a href="${escapeHtml(href)}">${escapeHtml(name)}${slash}</a>`;
  return `<tr><td>${link}</td><td align="right">${sizeBytes ?? ''}</td><td>${modified}</td></tr>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
