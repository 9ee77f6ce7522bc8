import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode } from '../runtime/find-node.ts';
import {
  TOOLS_FOLDER,
  canUnshare,
  hasProgram,
  makeFolder,
  run,
  writeSelfContained,
} from './programs/programs.fixture.ts';

/** Official Node; the Node that runs this test may already be a self-contained copy. */
const { path: official } = findNode(join(TOOLS_FOLDER, '..'), process.arch);

/** Without it, OpenSSL reads the openssl.cnf of the host. No file can be created below /proc/self. */
const NO_OPENSSL_CONFIG = '--openssl-config=/proc/self/no-openssl.cnf';

describe('Node, self-contained', () => {
  const folder = makeFolder();
  const contained = join(folder, 'node');
  beforeAll(() => {
    writeSelfContained(official, contained);
  });
  const evaluate = (script: string) =>
    JSON.parse(run(contained, ['--print', script]).stdout) as unknown;

  it('is the same Node and reports its own path', () => {
    const script = 'JSON.stringify([process.version, process.execPath, process.argv0])';
    expect(evaluate(script)).toEqual([process.version, contained, contained]);
  });

  it('reports its libraries by name', () => {
    const script = 'JSON.stringify(process.report.getReport().sharedObjects)';
    expect(evaluate(script)).toEqual(
      expect.arrayContaining(['libatomic.so.1', 'libstdc++.so.6', 'libc.so.6']),
    );
  });

  it('runs worker threads and child processes', () => {
    const script = `
      const { Worker } = require('node:worker_threads');
      const { execFileSync } = require('node:child_process');
      const child = execFileSync(process.execPath, ['--print', 'Object.keys(process.env)']);
      new Worker('require("node:worker_threads").parentPort.postMessage(40 + 2)', { eval: true })
        .on('message', (answer) => console.log(answer, String(child).trim()));`;
    expect(run(contained, ['--eval', script], { env: { ONLY: '1' } }).stdout).toBe(
      "42 [ 'ONLY' ]\n",
    );
  });

  (hasProgram('strace') ? it : it.skip)('reads only the network settings of the host', () => {
    const log = join(folder, 'strace.log');
    const trace = ['--follow-forks', '--trace=open,openat,access,faccessat', `--output=${log}`];
    const script = 'require("node:dns").lookup("nowhere.invalid", () => {})';
    run('strace', [...trace, contained, NO_OPENSSL_CONFIG, '--eval', script]);
    const paths = [...readFileSync(log, 'utf8').matchAll(/"(\/[^"]*)"/g)].map(([, path]) => path);
    const foreign = paths.filter((path) => !/^\/(proc|sys|dev|\\177)/.test(path ?? ''));
    const settings = [
      'host.conf',
      'hosts',
      'nsswitch.conf',
      'resolv.conf',
      'gai.conf', // glibc
      'netsvc.conf',
      'svc.conf', // c-ares, for systems other than Linux
    ];
    const allowed = [contained, ...settings.map((name) => `/etc/${name}`)];
    expect(foreign.filter((path) => !allowed.includes(path ?? ''))).toEqual([]);
    expect(foreign).toContain('/etc/nsswitch.conf');
  });

  (canUnshare ? it : it.skip)('ends as PID 1 by a signal that JavaScript does not handle', () => {
    const script = 'process.kill(1, "SIGTERM"); setTimeout(() => console.log("went on"), 60_000)';
    const command = ['--pid', '--fork', '--kill-child', contained, '--eval', script];
    const env = { PATH: '/usr/bin:/bin' };
    expect(run('unshare', command, { env })).toMatchObject({ stdout: '', stderr: '', status: 143 });
  });

  it('finds the application of a single executable', () => {
    const main = join(folder, 'main.js');
    const output = join(folder, 'application');
    const config = join(folder, 'sea.json');
    writeFileSync(main, 'console.log(require("node:sea").isSea(), process.argv.slice(2))');
    const options = { main, output, executable: official, disableExperimentalSEAWarning: true };
    writeFileSync(config, JSON.stringify(options));
    const build = spawnSync(process.execPath, ['--build-sea', config], { encoding: 'utf8' });
    expect(build).toMatchObject({ status: 0 });
    const application = writeSelfContained(output, join(folder, 'server'));
    expect(run(application, ['one'])).toMatchObject({ stdout: "true [ 'one' ]\n", stderr: '' });
  });
});
