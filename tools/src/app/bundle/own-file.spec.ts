import { Workspace } from './workspace.fixture.ts';

const PRINT = `(answer) => console.log(JSON.stringify(answer))`;

describe('an entry point that starts its own file', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  it.each([
    {
      by: 'fork(__filename)',
      source: `const { fork } = require('node:child_process');
        if (process.argv[2] === 'child') process.send(process.argv.slice(2));
        else fork(__filename, ['child']).once('message', ${PRINT});`,
    },
    {
      by: 'fork(require.main.filename)',
      source: `const { fork } = require('node:child_process');
        if (process.argv[2] === 'child') process.send(process.argv.slice(2));
        else fork(require.main.filename, ['child']).once('message', ${PRINT});`,
    },
    {
      by: 'spawn() with __filename',
      source: `const { spawn } = require('node:child_process');
        if (process.argv[2] === 'child') console.log('child');
        else spawn(process.execPath, [__filename, 'child'], { stdio: 'inherit' });`,
    },
    {
      by: 'new Worker(__filename)',
      source: `const { Worker, isMainThread, parentPort } = require('node:worker_threads');
        if (isMainThread) new Worker(__filename).once('message', ${PRINT});
        else parentPort.postMessage('thread');`,
    },
    {
      by: 'fork(import.meta.filename)',
      module: true,
      source: `import { fork } from 'node:child_process';
        if (process.argv[2] === 'child') process.send(process.argv.slice(2));
        else fork(import.meta.filename, ['child']).once('message', ${PRINT});`,
    },
    {
      by: 'fork(fileURLToPath(import.meta.url))',
      module: true,
      source: `import { fork } from 'node:child_process';
        import { fileURLToPath } from 'node:url';
        if (process.argv[2] === 'child') process.send(process.argv.slice(2));
        else fork(fileURLToPath(import.meta.url), ['child']).once('message', ${PRINT});`,
    },
    {
      by: 'new Worker(new URL(import.meta.url))',
      module: true,
      source: `import { Worker, isMainThread, parentPort } from 'node:worker_threads';
        if (isMainThread) new Worker(new URL(import.meta.url)).once('message', ${PRINT});
        else parentPort.postMessage('thread');`,
    },
  ])('by $by gets the same answer as under Node', async ({ source, module = false }) => {
    const entry = module ? 'app/main.mjs' : 'app/main.js';
    workspace.write({ [entry]: source });
    const expected = workspace.runPlain(entry);
    expect(expected).toMatch(/child|thread/);
    expect(await workspace.run(entry)).toBe(expected);
  });

  it('keeps the script of any other thread, and what looks like a path in code', async () => {
    const source = `import { Worker } from 'node:worker_threads';
      new Worker('console.log(1)', { eval: true });
      new Worker(new URL('data:text/javascript,console.log(2)')).on('error', () => undefined);
      console.log(typeof import.meta.filename);`;
    workspace.write({ 'app/main.mjs': source });
    const expected = workspace.runPlain('app/main.mjs');
    const lines = (text: string) => text.split('\n').toSorted();
    expect(lines(await workspace.run('app/main.mjs'))).toEqual(lines(expected));
  });
});
