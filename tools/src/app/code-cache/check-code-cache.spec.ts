import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAppFile } from '../../formats/app-file/parse-app-file.ts';
import { renderAppFile } from '../../formats/app-file/render-app-file.ts';
import { findProcessor } from '../../formats/processor.ts';
import { buildExecutable } from '../../node/runtime/build-executable.ts';
import { findNode } from '../../node/runtime/find-node.ts';
import { APP_FILE, APP_FOLDER, PROGRAM } from '../../node/runtime/layout.ts';
import { Workspace } from '../bundle/workspace.fixture.ts';
import { buildAppFile } from './build-app-file.ts';
import { checkCodeCache } from './check-code-cache.ts';
import { SERVER, warmUp } from './warm-server.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-code-cache-'));
const executablePath = join(folder, PROGRAM);
const { machine } = findProcessor(process.arch);
let appFile: Buffer;

beforeAll(() => {
  const { path: nodePath } = findNode(join(import.meta.dirname, '../../../..'), process.arch);
  buildExecutable(executablePath, { nodePath });
  writeFileSync(join(folder, 'main.cjs'), SERVER);
  ({ appFile } = buildAppFile(join(folder, 'main.cjs'), machine, warmUp));
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Makes a cache like V8's with other flags: their hash is the fourth word of a code cache. */
function spoil(file: Uint8Array): Buffer {
  const { source, sourceSha256, codeCache } = parseAppFile(file);
  const bytes = Buffer.from(codeCache);
  bytes.writeInt32LE(~bytes.readInt32LE(12), 12);
  return renderAppFile(source, { bytes, sourceSha256 });
}

async function answerOf(path: string): Promise<string> {
  const child = spawn(executablePath, [], { env: { HOST: '127.0.0.1', PORT: '0' } });
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const response = await fetch(`http://127.0.0.1:${port.trim()}${path}`);
  child.kill();
  return response.text();
}

describe('checkCodeCache()', () => {
  const check = (beside: Uint8Array, path = executablePath) => {
    mkdirSync(join(folder, APP_FOLDER), { recursive: true });
    writeFileSync(join(folder, APP_FILE), beside);
    return checkCodeCache({ executablePath: path, appFile }, warmUp);
  };

  it('accepts an artefact whose code cache V8 accepts', async () => {
    await expect(check(appFile)).resolves.toBeUndefined();
  });

  it('accepts that of an app with a top-level await, which is the same each time', async () => {
    const workspace = new Workspace().write({
      'main.mjs': `import { createServer } from 'node:http'; import { text } from './text.mjs';
        const server = createServer((request, response) => response.end(text));
        await new Promise((listens) => server.listen(process.env.PORT, process.env.HOST, listens));
        console.log(server.address().port);`,
      'text.mjs': `export const text = await Promise.resolve('alive and well');`,
    });
    writeFileSync(join(folder, 'await.cjs'), (await workspace.bundle('main.mjs')).text);
    workspace.remove();
    const { appFile: awaiting } = buildAppFile(join(folder, 'await.cjs'), machine, warmUp);
    writeFileSync(join(folder, APP_FILE), awaiting);
    await checkCodeCache({ executablePath, appFile: awaiting }, warmUp);
    expect(await answerOf('/')).toBe('alive and well');
    expect(buildAppFile(join(folder, 'await.cjs'), machine, warmUp).appFile).toEqual(awaiting);
    expect(parseAppFile(awaiting).codeCache.length).toBeGreaterThan(1_000);
  });

  it('does not run the app', async () => {
    const path = join(folder, 'ran');
    const source = `if (process.env.RAN) require('node:fs').writeFileSync(process.env.RAN, '');\n${SERVER.toString()}`;
    writeFileSync(join(folder, 'marks.cjs'), source);
    const { appFile: marking } = buildAppFile(join(folder, 'marks.cjs'), machine, warmUp);
    writeFileSync(join(folder, APP_FILE), marking);
    const environment = { ...warmUp.environment, RAN: path };
    await checkCodeCache({ executablePath, appFile: marking }, { ...warmUp, environment });
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a cache that V8 rejects', () => spoil(appFile), 'rejected'],
    ['no cache', () => renderAppFile(SERVER, undefined), 'absent'],
  ])('rejects %s, although the app starts and answers', async (_, render, verdict) => {
    const sha256 = Buffer.from(parseAppFile(appFile).sourceSha256).toString('hex');
    await expect(check(render())).rejects.toThrow(
      `Cannot ship "${executablePath}": expected its code cache to be "accepted, source sha256:${sha256}", ` +
        `it reports "${verdict}, source sha256:${sha256}"; run npm ci and build again with --skip-nx-cache`,
    );
    expect(await answerOf('/other')).toBe('never and nowhere');
  });

  it('rejects the cache of another source of the same length', async () => {
    const other = Buffer.from(SERVER.toString().replace('alive and well', 'awake and well'));
    writeFileSync(join(folder, 'other.cjs'), other);
    await expect(
      check(buildAppFile(join(folder, 'other.cjs'), machine, warmUp).appFile),
    ).rejects.toThrow(
      /expected its code cache to be "accepted, source sha256:(?<expected>[0-9a-f]{64})", it reports "accepted, source sha256:(?!\k<expected>)/,
    );
  });

  it('rejects an artefact that exits without a verdict, and shows its output', async () => {
    await expect(check(Buffer.from('cut'))).rejects.toThrow(
      `it reports "Cannot run "${join(folder, APP_FILE)}": expected "tsapp 2\\n" at its start, found "cut"; install the program again"`,
    );
  });

  it('rejects an artefact that cannot be started', async () => {
    writeFileSync(join(folder, 'text'), 'text');
    await expect(check(appFile, join(folder, 'text'))).rejects.toThrow('EACCES"');
  });
});
