import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import express from 'express';
import { startApp } from '../../../testing/start-app.ts';

const run = promisify(execFile);
const TEXT = 'What the decoders of others make of it. '.repeat(2_000);

const { stdout, error } = spawnSync('curl', ['--version'], { encoding: 'utf8' });
const mustRead = error === undefined || process.env['CI'] === 'true';
const why = error === undefined ? '' : ' (curl not installed)';

/** The names of what curl decodes with, which its build may lack. */
const LIBRARIES = { gzip: 'libz', br: 'brotli', zstd: 'zstd' };

(mustRead ? describe : describe.skip)(`curl --compressed${why}`, () => {
  const routes = express
    .Router()
    .get('/', (_request, response) => response.type('text').send(TEXT));

  it.each(['gzip', 'br', 'zstd'] as const)('decodes %s', async (coding) => {
    if (!stdout.includes(LIBRARIES[coding])) throw new Error(`this curl has no ${coding}`);
    await using app = await startApp({ routes, settings: { compression: true } });
    const flags = [
      '-sS',
      '--compressed',
      '-H',
      `Accept-Encoding: ${coding}`,
      '-w',
      '%{stderr}%header{content-encoding}',
    ];
    const answered = await run('curl', [...flags, app.origin]);
    expect(answered.stdout).toBe(TEXT);
    expect(answered.stderr).toBe(coding);
  });
});
