import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type RunningApp } from '../../testing/start-app.ts';

/** What a browser or another reader of a site needs: RFC 9110, section 8.3; text has its charset. */
const TYPES: Readonly<Record<string, string>> = {
  'page.html': 'text/html; charset=utf-8',
  'page.HTM': 'text/html; charset=utf-8',
  'style.css': 'text/css; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'app.mjs': 'text/javascript; charset=utf-8',
  'data.json': 'application/json; charset=utf-8',
  'app.js.map': 'application/json; charset=utf-8',
  'site.webmanifest': 'application/manifest+json; charset=utf-8',
  'note.txt': 'text/plain; charset=utf-8',
  'note.md': 'text/markdown; charset=utf-8',
  'table.csv': 'text/csv; charset=utf-8',
  'dates.ics': 'text/calendar; charset=utf-8',
  'words.vtt': 'text/vtt; charset=utf-8',
  'some.yaml': 'text/yaml; charset=utf-8',
  // These say themselves how they are encoded.
  'feed.xml': 'application/xml',
  'feed.rss': 'application/rss+xml',
  'feed.atom': 'application/atom+xml',
  'drawing.svg': 'image/svg+xml',
  'photo.jpg': 'image/jpeg',
  'photo.webp': 'image/webp',
  'photo.avif': 'image/avif',
  'favicon.ico': 'image/vnd.microsoft.icon',
  'font.woff2': 'font/woff2',
  'film.mp4': 'video/mp4',
  'sound.mp3': 'audio/mpeg',
  'module.wasm': 'application/wasm',
  'paper.pdf': 'application/pdf',
  'archive.zip': 'application/zip',
  'archive.tar.gz': 'application/gzip',
  // No extension, or none that is known: what begins like text is text.
  README: 'text/plain; charset=utf-8',
  LICENSE: 'text/plain; charset=utf-8',
  Makefile: 'text/plain; charset=utf-8',
  'CHANGELOG.2026': 'text/plain; charset=utf-8',
  'flake.lock': 'text/plain; charset=utf-8',
  'component.tsx': 'text/plain; charset=utf-8',
  '.well-known/security.txt': 'text/plain; charset=utf-8',
  '.well-known/assetlinks.json': 'application/json; charset=utf-8',
  '.well-known/apple-app-site-association': 'text/plain; charset=utf-8',
};

const NAVIGATION = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' };

describe('the media type of a file', () => {
  const root = mkdtempSync(join(tmpdir(), 'types-'));
  let app: RunningApp;
  beforeAll(async () => {
    mkdirSync(join(root, '.well-known'));
    for (const name of Object.keys(TYPES)) writeFileSync(join(root, name), `This is ${name}.\n`);
    writeFileSync(join(root, 'program'), '\x7fELF\x02\x01\x01\0');
    app = await startApp({ filesRoot: root, settings: { filesFallback: '/page.html' } });
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    rmSync(root, { recursive: true });
  });

  it.each(Object.entries(TYPES))('of %s is %s', async (name, type) => {
    const response = await fetch(`${app.origin}/${name}`, { headers: NAVIGATION });
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(`This is ${name}.\n`);
  });

  it('of a binary without an extension is that of a download', async () => {
    const response = await fetch(`${app.origin}/program`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each(['security.txt', 'change-password'])(
    'is none for %s below /.well-known/ that is missing, although there is a fallback',
    async (name) => {
      rmSync(join(root, '.well-known', name), { force: true });
      const response = await fetch(`${app.origin}/.well-known/${name}`, { headers: NAVIGATION });
      expect(response.status).toBe(404);
    },
  );
});
