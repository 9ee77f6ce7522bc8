import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { isRereadable, readPair } from './pair.ts';

const folder = mkdtempSync(join(tmpdir(), 'pair-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('readPair()', () => {
  it('returns the new pair if both files are replaced after it has read the certificate', async () => {
    const [first, second] = [makeCertificate(folder, 'first'), makeCertificate(folder, 'second')];
    const paths = { certPath: join(folder, 'tls.crt'), keyPath: join(folder, 'tls.key') };
    copyFileSync(first.certPath, paths.certPath);
    execFileSync('mkfifo', [paths.keyPath]); // lets the reading wait in its middle
    const reading = readPair(paths);
    const key = await open(paths.keyPath, 'w'); // once it has begun to read the key
    const texts = {
      cert: readFileSync(second.certPath, 'utf8'),
      key: readFileSync(second.keyPath, 'utf8'),
    };
    renameSync(second.certPath, paths.certPath);
    renameSync(second.keyPath, paths.keyPath);
    await key.writeFile(texts.key);
    await key.close();
    expect(await reading).toEqual(texts);
  });

  it('reads what is no regular file once: a pipe has its bytes once', async () => {
    const { certPath, keyPath } = makeCertificate(folder, 'piped');
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const paths = { certPath: pipe, keyPath };
    const reading = readPair(paths);
    const cert = readFileSync(certPath, 'utf8');
    await writeFile(pipe, cert);
    expect(await reading).toEqual({ cert, key: readFileSync(keyPath, 'utf8') });
    expect(await isRereadable(paths)).toBe(false);
    expect(await isRereadable({ certPath, keyPath })).toBe(true);
  });
});
