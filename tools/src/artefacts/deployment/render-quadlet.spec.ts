import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeWithImage } from '../../../testing/engine.ts';
import { tryProgram } from '../../../testing/program.ts';
import { exampleFacts } from '../package/defaults/example-facts.fixture.ts';
import { renderQuadlet } from './render-quadlet.ts';

const facts = {
  ...exampleFacts.service,
  environment: { PRICE: '$5 100% "x"' },
  volumes: ['/data'],
  healthCommand: ['/server', '--probe', 'http://127.0.0.1:$PORT/healthz'],
  stopSignal: 'SIGINT',
};
const render = (changes: Partial<typeof facts> = {}): string =>
  renderQuadlet({ ...facts, ...changes })[0]?.text ?? '';

describe('renderQuadlet()', () => {
  it('names an image of no registry as podman load does, and pulls nothing then', () => {
    expect(render()).toContain('\nImage=docker.io/library/orders:latest\nPull=never\n');
    const pulled = render({ image: 'registry.example.org/orders:1' });
    expect(pulled).toContain('\nImage=registry.example.org/orders:1\n');
    expect(pulled).not.toContain('Pull=');
  });

  it('waits for health only if the program has a check', () => {
    expect(render()).toContain('\nNotify=healthy\n');
    const without = renderQuadlet({ ...facts, healthCommand: undefined })[0]?.text;
    expect(without).not.toMatch(/Health|Notify/);
  });
});

const image = { name: 'tscratch-e2e/podman:trixie', remedy: 'which .ci/run makes' };
describeWithImage(image, "the generator of Debian 13's Podman", (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'quadlet-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const generate = (text: (original: string) => string) => {
    for (const file of renderQuadlet(facts)) {
      const path = join(folder, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.path.endsWith('.container') ? text(file.text) : file.text);
    }
    const run = ['run', '--rm', '--network=none', `--volume=${join(folder, 'quadlet')}:/units:ro`];
    const args = [...run, '--env=QUADLET_UNIT_DIRS=/units', image.name];
    return tryProgram(engine, [...args, '/usr/libexec/podman/quadlet', '--dryrun']);
  };

  it('accepts each line, and passes texts that systemd expands to nothing else', () => {
    const { exitCode, stdout, stderr } = generate((text) => text);
    expect([exitCode, stderr.replaceAll(/.*Loading source unit file.*\n/g, '')]).toEqual([0, '']);
    expect(stdout).toContain('---orders.service---');
    expect(stdout).toContain('---orders-0-volume.service---');
    expect(stdout).toContain(String.raw`--env "PRICE=$$5 100%% \"x\""`);
    expect(stdout).toContain(
      String.raw`--health-cmd "[\"/server\",\"--probe\",\"http://127.0.0.1:$$PORT/healthz\"]"`,
    );
    for (const flag of ['--read-only', '--cap-drop all', '--stop-timeout 30', '--sdnotify=healthy'])
      expect(stdout).toContain(` ${flag} `);
  });

  it('would say which line it does not know', () => {
    const { exitCode, stderr } = generate((text) => text.replace('ReadOnly=', 'ReadOnyl='));
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(`unsupported key 'ReadOnyl' in group 'Container'`);
  });
});
