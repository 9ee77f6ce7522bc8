import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { tryProgram } from '../../../testing/program.ts';
import { exampleFacts } from '../package/defaults/example-facts.fixture.ts';
import { renderKamal } from './render-kamal.ts';
import type { ServiceFacts } from './service-facts.ts';

const facts: ServiceFacts = {
  ...exampleFacts.service,
  environment: { PRICE: '<% $5 "x" %>' },
  volumes: ['/data'],
};
const render = (changes: Partial<ServiceFacts> = {}): string =>
  renderKamal({ ...facts, ...changes })[0]?.text ?? '';
const probe = (port: number) => {
  const path = '/healthz';
  return { port, startup: path, live: path, ready: path, environment: {} };
};

describe('renderKamal()', () => {
  it.each([
    ['of the program on the port of the application', probe(8080), '/healthz'],
    ['/ if the path is on another port', probe(9000), '/'],
    ['/ for a program without one', undefined, '/'],
  ])('asks for the path %s', (_, probes, path) => {
    expect(parse(render({ probes }))).toMatchObject({ proxy: { healthcheck: { path } } });
  });

  it('says what the path has to do if it is not that of the program', () => {
    const hint =
      '  # On app_port: a path that the app answers with 200.\n  healthcheck: { path: "/"';
    expect(render({ probes: probe(9000) })).toContain(hint);
    expect(render({ probes: probe(8080) })).not.toContain('answers with 200');
  });
});

describeWith(needPrograms('kamal'), 'kamal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kamal-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const read = (text: string) => {
    const path = join(folder, 'deploy.yml');
    writeFileSync(path, text);
    return tryProgram('kamal', ['config', `--config-file=${path}`, '--version=1'], { cwd: folder });
  };

  it('accepts the file', () => {
    const { exitCode, stdout } = read(render());
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('localhost:5555/orders:1')]);
  }, 60_000);

  it('would refuse an unknown key', () => {
    const { exitCode, stdout, stderr } = read(render().replace('app_port', 'app_prot'));
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toContain('proxy: unknown key: app_prot');
  }, 60_000);
});
