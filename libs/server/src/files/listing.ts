import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { locate, type Located } from './locate.ts';
import { isServedName } from './parse-path.ts';

export interface ListingEntry {
  readonly name: string;
  readonly kind: Located['kind'];
}

export interface Listing {
  /** Decoded path of the directory below the root, with a slash at both ends. */
  readonly path: string;
  readonly entries: readonly ListingEntry[];
}

/**
 * Reads what of a directory would be served if asked for, in code-unit order of the names.
 *
 * @param names Names of the folders to the directory, which `locate` has found inside the root.
 */
export async function readListing(
  root: string,
  names: readonly string[],
): Promise<readonly ListingEntry[]> {
  const served = (await readdir(join(root, ...names))).filter(isServedName).sort();
  const found = await Promise.all(served.map((name) => locate(root, [...names, name])));
  return served.flatMap((name, index) => {
    const kind = found[index]?.kind;
    return kind === undefined ? [] : [{ name, kind }];
  });
}

/** Renders a listing as a page of relative links. */
export function renderListing({ path, entries }: Listing): string {
  const title = `Index of ${escapeHtml(path)}`;
  const parent = path === '/' ? [] : ['<li><a href="../">../</a></li>'];
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>${title}</title></head>`,
    `<body><h1>${title}</h1>`,
    '<ul>',
    ...parent,
    ...entries.map(renderEntry),
    '</ul>',
    '</body></html>',
    '',
  ].join('\n');
}

function renderEntry({ name, kind }: ListingEntry): string {
  const slash = kind === 'directory' ? '/' : '';
  return `<li><a href="${escapeHtml(encodeURIComponent(name))}${slash}">${escapeHtml(name)}${slash}</a></li>`;
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
