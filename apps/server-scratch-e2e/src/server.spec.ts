import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  runToEnd,
  startServer,
  stopServer,
  type ContainerOptions,
} from '@tscratch/tools/testing/container';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { loadImage } from './load-image.ts';

describeWithEngine(
  'the server in its image, without capabilities on a read-only root',
  (engine) => {
    let image: string;
    const containers: string[] = [];

    beforeAll(() => {
      image = loadImage(engine);
    });

    afterAll(() => {
      for (const id of containers) runProgram(engine, ['rm', '--force', '--volumes', id]);
    });

    async function start(options: Omit<ContainerOptions, 'image'> = {}) {
      const server = await startServer(engine, { image, ...options });
      containers.push(server.id);
      return server;
    }

    it('answers that it is alive, as text and as JSON', async () => {
      const { url } = await start();
      const text = await fetch(url);
      expect(text.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(await text.text()).toMatch(
        /^tscratch is alive and the time is \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
      );
      const json = await fetch(url, { headers: { accept: 'application/json' } });
      expect(json.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await json.json()).toEqual({
        status: 'alive',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) as string,
      });
    });

    it('serves a mounted directory that it can only read as an unprivileged user', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'files-root-'));
      chmodSync(folder, 0o755); // mkdtemp(3) makes it 0700
      try {
        writeFileSync(join(folder, 'hello.txt'), 'hello from the host\n', { mode: 0o644 });
        const { url } = await start({
          volumes: [`${folder}:/files:ro`],
          environment: { FILES_ROOT: '/files' },
        });
        const response = await fetch(`${url}/hello.txt`);
        expect(await response.text()).toBe('hello from the host\n');
        expect((await fetch(`${url}/../etc/passwd`)).status).toBe(404);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it('runs as 65532, alone, as process 1', async () => {
      const { id } = await start();
      const processes = runProgram(engine, ['top', id, '-o', 'pid,uid,gid,args'])
        .split('\n')
        .slice(1);
      expect(processes).toEqual([expect.stringMatching(/^\d+ +65532 +65532 +\/server$/)]);
    });

    it('exits with 0 at SIGTERM, also without a delay for a load balancer', async () => {
      const server = await start({ environment: { SHUTDOWN_DELAY_MS: '0' } });
      expect(stopServer(engine, server)).toBe(0);
    });

    it('rejects an invalid port: one sentence and 78, EX_CONFIG of sysexits.h(3head)', () => {
      const { exitCode, stdout, stderr } = runToEnd(engine, {
        image,
        environment: { PORT: 'http' },
      });
      expect(exitCode).toBe(78);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^[^\n]*Cannot read PORT="http": expected [^\n]+\n$/);
    });
  },
);
