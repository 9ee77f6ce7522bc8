import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { renderUnit } from './render-unit.ts';
import type { ServiceFacts } from './service-facts.ts';

const facts: ServiceFacts = {
  name: 'api',
  description: 'The server api',
  image: 'api:latest',
  ports: [80],
  environment: { NAME: 'a "b" %' },
  user: '65532:65532',
  volumes: [],
  probes: undefined,
  healthCommand: undefined,
  stopSignal: 'SIGINT',
};

describe('renderUnit()', () => {
  it('has the signal and the variables', () => {
    const text = renderUnit(facts)
      .map((file) => file.text)
      .join();
    expect(text).toContain('\nKillSignal=SIGINT\n');
    expect(text).toContain(String.raw`Environment="NAME=a \"b\" %%"`);
  });
});

describeWith(needPrograms('systemd-analyze'), 'the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unit-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('has no line that systemd does not know', () => {
    const text = renderUnit(facts)
      .map((file) => file.text)
      .join();
    const program = join(folder, 'api');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
    const path = join(folder, 'api.service');
    writeFileSync(path, text.replace('ExecStart=api', `ExecStart=${program}`));
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('api.service'))).toEqual(
      [],
    );
  });
});
