import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  startServer,
  waitUntilReady,
  type ServerContainer,
} from '@tscratch/tools/testing/container';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import type { Browser } from 'playwright-core';
import { loadImage } from '../load-image.ts';
import { outputPath } from '../workspace.ts';
import { startLoad } from './hostile-load.ts';
import { openPage, startBrowser, type WatchedPage } from './watched-page.ts';

const VIEWS = [
  'overview',
  'requests',
  'connections',
  'logs',
  'loggers',
  'settings',
  'threads',
  'cpu',
  'heap',
  'audit',
  'health',
];
const docs = readFileSync(join(workspacePath, 'docs/console.md'), 'utf8');
const TOKENS = { write: 'w'.repeat(43), read: 'r'.repeat(43) };
/** Labels of buttons that change something or record. */
const WRITING = /^(?:drain|undrain|reload|shut ?down|record|apply|set|take|dump)\b/i;
/** docs/console.md shows these; copy them from here to renew them. */
const screenshots = join(workspacePath, 'dist/apps/server-scratch-e2e/console');

describeWith(needPrograms('chromium'), 'the console in Chromium', () => {
  describeWithEngine('of a read-only container under load', (engine) => {
    const folder = mkdtempSync(join(tmpdir(), 'console-'));
    let browser: Browser;
    let server: ServerContainer;
    let load: AsyncDisposable;
    let origin = '';
    beforeAll(async () => {
      const port = await findFreePort();
      origin = `http://127.0.0.1:${port}`;
      server = await startServer(engine, {
        image: loadImage(engine),
        environment: {
          ADMIN_HOST: '0.0.0.0',
          ADMIN_PORT: String(port),
          ADMIN_TOKEN_FILE: '/run/tokens/write',
          ADMIN_READ_TOKEN_FILE: '/run/tokens/read',
          ADMIN_SOCKET: '/run/tokens/admin.sock',
        },
        volumes: [`${writeTokens(folder)}:/run/tokens`],
        flags: [`--publish=127.0.0.1:${port}:${port}`],
      });
      load = startLoad(server.url);
      mkdirSync(screenshots, { recursive: true });
      browser = await startBrowser();
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await load[Symbol.asyncDispose]();
      runProgram(engine, ['rm', '--force', '--volumes', server.id]);
      rmSync(folder, { recursive: true });
    });

    const signIn = async (watched: WatchedPage, token: string): Promise<void> => {
      const { page } = watched;
      await page.getByLabel(/token/i).fill(token);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation').waitFor();
    };

    describe('with the write token', () => {
      let watched: WatchedPage;
      beforeAll(async () => {
        watched = await openPage(browser, origin, { viewport: { width: 1100, height: 700 } });
        await watched.page.goto(`${origin}/console`);
        await signIn(watched, TOKENS.write);
      });

      it('has every view that is tried here', async () => {
        const targets = await watched.page.evaluate<readonly string[]>(
          `[...document.querySelectorAll('nav a')].map((link) => link.hash)`,
        );
        expect(targets).toEqual(VIEWS.map((view) => `#/${view}`));
      });

      // The overview comes last, when its charts show some seconds.
      it.each(VIEWS.toReversed())(
        'shows %s without an error, and to a screen reader',
        async (view) => {
          const { page, troubles, findBarriers } = watched;
          await page.getByRole('navigation').locator(`a[href="#/${view}"]`).click();
          await watched.waitFor(
            `location.hash === '#/${view}' && document.querySelector('main').innerText.length > 40`,
          );
          await page.screenshot({ path: join(screenshots, `${view}.png`) });
          expect(await findBarriers()).toEqual([]);
          expect(await page.evaluate('window.hostile')).toBeUndefined();
          expect(troubles).toEqual([]);
        },
      );

      it.each(['Escape', 'Cancel', 'Reload'])(
        'gives the focus back to the button that asked, after %s',
        async (answer) => {
          const { page } = watched;
          await page.getByRole('button', { name: 'Reload' }).focus();
          await page.keyboard.press('Enter');
          const dialog = page.getByRole('dialog');
          await dialog.waitFor(); // or the page gets the key
          if (answer === 'Escape') await page.keyboard.press('Escape');
          else await dialog.getByRole('button', { name: answer }).click();
          await dialog.waitFor({ state: 'detached' });
          expect(await page.evaluate('document.activeElement.innerText')).toBe('Reload');
        },
      );

      it.each(['logs', 'requests'])('shows a hostile path in %s as text', async (view) => {
        const { page, troubles } = watched;
        await page.goto(`${origin}/console#/${view}`);
        await watched.waitFor(
          `document.querySelector('main').innerText.includes('script') &&
           document.querySelector('main').innerText.includes('onerror')`,
        );
        expect(await page.locator('main script, main img').count()).toBe(0);
        expect(await page.evaluate('window.hostile')).toBeUndefined();
        expect(troubles).toEqual([]);
      });

      it('records a CPU profile, and shows its flame graph', async () => {
        const { page, troubles, findBarriers } = watched;
        await page.goto(`${origin}/console#/cpu`);
        const names = await page.getByRole('button').allInnerTexts();
        expect(names.filter((name) => WRITING.test(name))).toEqual(['Drain', 'Reload', 'Record']);
        const seconds = page.getByLabel(/seconds/i);
        await seconds.fill('1');
        await page.getByRole('button', { name: /record/i }).click();
        await page.locator('.empty').waitFor({ state: 'detached', timeout: 20_000 });
        await page.screenshot({ path: join(screenshots, 'flame-graph.png') });
        expect(await findBarriers()).toEqual([]);
        expect(troubles).toEqual([]);
      });

      it.each([
        ['dark', { colorScheme: 'dark', viewport: { width: 1100, height: 700 } }],
        ['narrow', { viewport: { width: 360, height: 740 } }],
      ] as const)('is readable %s', async (name, options) => {
        const other = await openPage(browser, origin, options);
        await other.page.goto(`${origin}/console`);
        await signIn(other, TOKENS.write);
        await other.waitFor(`document.querySelector('main').innerText.length > 40`);
        await other.page.screenshot({ path: join(screenshots, `${name}.png`) });
        expect(await other.findBarriers()).toEqual([]);
        const isWide = 'document.documentElement.scrollWidth > innerWidth';
        expect(await other.page.evaluate(isWide)).toBe(false);
        expect(other.troubles).toEqual([]);
        await other.page.context().close();
      });

      it('keeps the token in no address, cookie or storage that outlives the tab', async () => {
        const { page } = watched;
        const kept = await page.evaluate<string>(
          'location.href + document.cookie + JSON.stringify(localStorage)',
        );
        expect(kept).not.toContain(TOKENS.write);
        const others = await page.context().newPage();
        await others.goto(`${origin}/console`);
        await others.getByRole('button', { name: 'Sign in' }).waitFor();
        await others.close();
      });
    });

    it('shows a caller with the read token no button that changes anything', async () => {
      const watched = await openPage(browser, origin);
      await watched.page.goto(`${origin}/console`);
      await signIn(watched, TOKENS.read);
      const { page } = watched;
      for (const view of VIEWS) {
        await page.goto(`${origin}/console#/${view}`);
        await watched.waitFor(`document.querySelector('main').innerText.length > 20`);
        const names = await page.getByRole('button').allInnerTexts();
        expect(names.filter((name) => WRITING.test(name))).toEqual([]);
      }
      expect(watched.troubles).toEqual([]);
      await page.context().close();
    });

    it('cannot be framed, nor read, by a page of another port', async () => {
      const other = createServer((socket) => {
        const html = `<!doctype html><iframe src="${origin}/console"></iframe>`;
        const head = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n`;
        socket.on('error', () => undefined).end(head + html);
      }).listen(0, '127.0.0.1');
      await once(other, 'listening');
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      const [, frame] = page.frames();
      await page.waitForLoadState('networkidle');
      expect(await frame?.locator('#console').count()).toBe(0);
      const read = `fetch('${origin}/console/self', { headers: { Authorization: 'Bearer ${TOKENS.write}' } })
        .then(() => 'read', () => 'refused')`;
      expect(await page.evaluate(read)).toBe('refused');
      const post = `fetch('${origin}/drain', { method: 'POST', mode: 'no-cors' })
        .then(() => 'answered', () => 'refused')`;
      expect(await page.evaluate(post)).toBe('refused');
      const ready = await fetch(`${server.opsUrl}/readyz`);
      expect(ready.status).toBe(200);
      await page.close();
      other.close();
    });

    it('is opened by the commands of docs/console.md, which are those of README.md', async () => {
      const [block = ''] = docs.match(/\$ \(umask[^`]*?xdg-open[^\n]*\n/) ?? [];
      expect(readFileSync(join(workspacePath, 'README.md'), 'utf8')).toContain(block);
      const port = await findFreePort();
      const name = `tscratch-console-${port}`;
      const script = block
        .replace(/^\$ xdg-open .*$/m, '')
        .replaceAll(/^\$ /gm, '')
        .replace('docker run', `${engine} run`)
        .replace('--name web', `--name ${name}`)
        .replace('--publish 8080:8080', '--publish 127.0.0.1::8080')
        .replaceAll('9001', String(port))
        .replace(/server-scratch$/m, loadImage(engine));
      const cwd = mkdtempSync(join(tmpdir(), 'commands-'));
      runProgram('sh', ['-ec', script], { cwd });
      try {
        await waitUntilReady(`http://127.0.0.1:${port}/console`);
        const watched = await openPage(browser, `http://127.0.0.1:${port}`);
        await watched.page.goto(`http://127.0.0.1:${port}/console`);
        await signIn(watched, readFileSync(join(cwd, 'token'), 'utf8'));
        expect(watched.troubles).toEqual([]);
        await watched.page.context().close();
      } finally {
        runProgram(engine, ['rm', '--force', '--volumes', name]);
        rmSync(cwd, { recursive: true });
      }
    });

    it('is opened by the address that `admin console` prints, once', async () => {
      const program = join(outputPath, 'rootfs/server');
      const args = ['admin', 'console', `--admin-socket=${join(folder, 'admin.sock')}`];
      const command = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      try {
        let url = '';
        for await (const line of createInterface({ input: command.stdout })) {
          url = line;
          break;
        }
        const watched = await openPage(browser, new URL(url).origin);
        await watched.page.goto(url);
        await watched.page.getByRole('navigation').waitFor();
        expect(watched.page.url()).not.toContain(new URL(url).hash);
        await watched.page.reload(); // the token is kept in the tab
        await watched.page.getByRole('navigation').waitFor();
        expect(watched.troubles).toEqual([]);
        await watched.page.context().close();
        const second = await openPage(browser, new URL(url).origin);
        await second.page.goto(url);
        await second.page.getByText(/used before/).waitFor();
        await second.page.context().close();
      } finally {
        command.kill('SIGINT');
      }
      expect(await once(command, 'exit')).toEqual([0, null]);
    });
  });
});

/** The address of the console in a container must have the same port on the host. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Writes the tokens so that only the user of the container reads them, who also creates a socket beside them. */
function writeTokens(folder: string): string {
  for (const [role, token] of Object.entries(TOKENS)) {
    writeFileSync(join(folder, role), token, { mode: 0o400 });
    runProgram('chown', ['65532', join(folder, role)]);
  }
  runProgram('chown', ['65532', folder]);
  chmodSync(folder, 0o700);
  return folder;
}
