import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildConsole, type ConsoleAsset } from './build.ts';

/** Most bytes of all assets, compressed. */
const MAX_BYTES = 60_000;

let assets: ReadonlyMap<ConsoleAsset, Buffer>;
beforeAll(async () => (assets = await buildConsole()));

const textOf = (name: ConsoleAsset): string =>
  gunzipSync(assets.get(name) ?? Buffer.alloc(0)).toString();

describe('buildConsole()', () => {
  it('makes three assets within their budget', () => {
    expect([...assets.keys()]).toEqual(['console.html', 'console.js', 'console.css']);
    const bytes = [...assets.values()].reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeLessThan(MAX_BYTES);
    expect(bytes).toBeGreaterThan(10_000);
  });

  it('makes the same bytes again, without a time', async () => {
    expect(await buildConsole()).toEqual(assets);
    for (const bytes of assets.values()) expect(bytes.readUInt32LE(4)).toBe(0); // MTIME of RFC 1952
  });

  it('writes markup without inline code and style, which the policy forbids', () => {
    const html = textOf('console.html');
    expect(html).not.toMatch(/<script[^>]*>[^<]|<style|\bstyle=|\bon[a-z]+=|javascript:/i);
  });

  it('loads nothing from elsewhere', () => {
    const html = textOf('console.html');
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(textOf('console.css')).not.toMatch(/url\(|@import/);
    expect(textOf('console.js')).not.toMatch(/\bimport\s*\(|\bfrom\s*"/);
  });

  it('runs no text as markup or code', () => {
    const script = textOf('console.js');
    expect(script).not.toMatch(/\beval\(|new Function\(|insertAdjacentHTML|document\.write/);
    const sources = globSync('**/*.tsx', { cwd: import.meta.dirname });
    expect(sources.length).toBeGreaterThan(20);
    const markup = sources.filter((path) =>
      /innerHTML|outerHTML/i.test(readFileSync(join(import.meta.dirname, path), 'utf8')),
    );
    expect(markup).toEqual([]);
  });

  it('carries the licence of the library in it', () => {
    expect(textOf('console.js')).toContain('The MIT License');
  });
});
