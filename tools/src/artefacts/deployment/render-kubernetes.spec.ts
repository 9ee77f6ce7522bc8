import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { tryProgram } from '../../../testing/program.ts';
import { exampleFacts } from '../package/defaults/example-facts.fixture.ts';
import { renderKubernetes } from './render-kubernetes.ts';
import type { ServiceFacts } from './service-facts.ts';

const facts: ServiceFacts = {
  ...exampleFacts.service,
  ports: [8080, 9000],
  environment: { PRICE: '$(HOME) "x"' },
  volumes: ['/data'],
  probes: {
    port: 9000,
    startup: '/startupz',
    live: '/livez',
    ready: '/readyz',
    environment: { OPS_HOST: '0.0.0.0' },
  },
};
const render = (changes: Partial<ServiceFacts> = {}): string =>
  renderKubernetes({ ...facts, ...changes })[0]?.text ?? '';
const variants: readonly (readonly [string, Partial<ServiceFacts>])[] = [
  ['with everything', {}],
  ['without ports', { ports: [] }],
  ['with nothing', { ports: [], environment: {}, volumes: [], probes: undefined }],
  ['that delays its stop', { environment: { SHUTDOWN_DELAY_MS: '5000' } }],
];

describe('renderKubernetes()', () => {
  it('lets servers answer until no request arrives, by themselves or by a hook', () => {
    expect(render()).toContain('preStop: { sleep: { seconds: 10 } }');
    const delaying = render({ environment: { SHUTDOWN_DELAY_MS: '5000' } });
    expect(delaying).not.toContain('preStop');
  });

  it('lets Kubernetes expand nothing in a variable', () => {
    expect(render()).toContain(String.raw`value: "$$(HOME) \"x\""`);
  });

  it('probes as the program answers from outside its pod', () => {
    expect(render()).toContain('readinessProbe: { httpGet: { path: "/readyz", port: 9000 }');
    expect(render()).toContain('- { name: OPS_HOST, value: "0.0.0.0" }');
  });

  it('opens the port of the service only', () => {
    const documents = parseAllDocuments(render()).map((one) => one.toJS() as { kind: string });
    expect(documents.find(({ kind }) => kind === 'NetworkPolicy')).toMatchObject({
      spec: { policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 8080 }] }] },
    });
  });
});

describeWith(needPrograms('kubernetes-validate'), 'the schemas of the Kubernetes API', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const validate = (version: string, text: string) => {
    const path = join(folder, 'manifests.yaml');
    writeFileSync(path, text);
    return tryProgram('kubernetes-validate', [
      '--strict',
      '--quiet',
      '--kubernetes-version',
      version,
      path,
    ]);
  };

  it.each(variants)('of 1.30 and 1.37 accept a program %s', (_, changes) => {
    for (const version of ['1.30', '1.37']) {
      const { exitCode, stdout } = validate(version, render(changes));
      expect([version, exitCode, stdout]).toEqual([version, 0, '']);
    }
  });

  it('would refuse an unknown field', () => {
    const { exitCode, stdout } = validate('1.37', render().replace('preStop:', 'preStopp:'));
    expect(exitCode).toBe(1);
    expect(stdout).toContain("'preStopp' was unexpected");
  });
});
