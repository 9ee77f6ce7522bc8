import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  startServer,
  stopServer,
  waitUntilReady,
  type ServerContainer,
} from '@tscratch/tools/testing/container';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { describeWithEngine, inspect } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { loadImage } from '../load-image.ts';

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Manifest {
  readonly kind: string;
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsUser: number };
  readonly containers: readonly [Container];
}

const path = join(workspacePath, 'apps/server-scratch/deploy/kubernetes.yaml');
const documents = parseAllDocuments(readFileSync(path, 'utf8'));
const manifests = documents.map((document) => document.toJS() as Manifest);
const [deployment, service, budget, autoscaler, policy] = manifests;
if (deployment === undefined) throw new Error(`No manifest in ${path}`);
const pod = deployment.spec.template.spec;
const [container] = pod.containers;
const labels = { 'app.kubernetes.io/name': 'server-scratch' };

describe('the Kubernetes manifests', () => {
  it('are valid YAML documents', () => {
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    expect(manifests.map(({ kind }) => kind)).toEqual([
      'Deployment',
      'Service',
      'PodDisruptionBudget',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
    ]);
  });

  it('select the same pods', () => {
    const template = { template: { metadata: { labels } } };
    expect(deployment.spec).toMatchObject({ selector: { matchLabels: labels }, ...template });
    expect(service).toMatchObject({ spec: { selector: labels } });
    expect(budget).toMatchObject({ spec: { selector: { matchLabels: labels } } });
    expect(policy).toMatchObject({ spec: { podSelector: { matchLabels: labels } } });
    const constraint = {
      topologyKey: 'kubernetes.io/hostname',
      labelSelector: { matchLabels: labels },
    };
    expect(pod).toMatchObject({ topologySpreadConstraints: [constraint] });
  });

  it('send requests to the port of the service, and probes to the ops port', () => {
    const port = { name: 'http', port: 80, targetPort: 'http' };
    expect(service).toMatchObject({ spec: { ports: [port] } });
    const { startupProbe, livenessProbe, readinessProbe } = container;
    expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet)).toEqual([
      { path: '/startupz', port: 'ops' },
      { path: '/livez', port: 'ops' },
      { path: '/readyz', port: 'ops' },
    ]);
  });

  /** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
  it('comply with the restricted profile, with a read-only root', () => {
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    });
    expect(Object.keys(pod)).not.toContain('hostNetwork');
  });

  it('give the pod no access to the cluster', () => {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  it('replace one server at a time without reducing their number', () => {
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    expect(deployment.spec).toMatchObject({ strategy: { rollingUpdate } });
    expect(budget).toMatchObject({ spec: { maxUnavailable: 1 } });
  });

  it('leave the number of servers, at least two, to the autoscaler alone', () => {
    expect(deployment.spec).not.toHaveProperty('replicas');
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'server-scratch' };
    expect(autoscaler).toMatchObject({ spec: { scaleTargetRef, minReplicas: 2 } });
  });

  it('let everybody reach the service, and only monitoring the ops port', () => {
    const matchLabels = { 'kubernetes.io/metadata.name': 'monitoring' };
    const ops = { from: [{ namespaceSelector: { matchLabels } }], ports: [{ port: 'ops' }] };
    const ingress = [{ ports: [{ port: 'http' }] }, ops];
    expect(policy).toMatchObject({ spec: { ingress, egress: [] } });
  });

  it('request as much memory as they may use, so that a node is not overcommitted', () => {
    const memory = '256Mi';
    expect(container.resources).toEqual({
      requests: { cpu: '250m', memory },
      limits: { memory },
    });
  });
});

const [oldest, newest] = ['1.30', '1.37'];
describeWith(needPrograms('kubernetes-validate'), 'the schemas of the Kubernetes API', () => {
  const validate = (version: string, file: string) =>
    tryProgram('kubernetes-validate', [
      '--strict',
      '--quiet',
      '--kubernetes-version',
      version,
      file,
    ]);

  it.each([oldest, newest])('of %s accept the manifests', (version) => {
    const { exitCode, stdout } = validate(version, path);
    expect([exitCode, stdout]).toEqual([0, '']);
  });

  it('would refuse an unknown field', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'manifests-')), 'wrong.yaml');
    writeFileSync(file, readFileSync(path, 'utf8').replace('minReadySeconds', 'minReadySecs'));
    const { exitCode, stdout } = validate(newest, file);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("'minReadySecs' was unexpected");
    rmSync(dirname(file), { recursive: true });
  });
});

describeWithEngine('a server in the environment of its pod', (engine) => {
  const emptyDir = mkdtempSync(join(tmpdir(), 'empty-dir-'));
  let server: ServerContainer;

  beforeAll(async () => {
    chmodSync(emptyDir, 0o777); // as the kubelet makes it
    const [mount] = container.volumeMounts;
    server = await startServer(engine, {
      image: loadImage(engine),
      environment: Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
      volumes: [`${emptyDir}:${String(mount?.mountPath)}`],
      flags: [
        `--memory=${container.resources.limits.memory.replace('Mi', 'm')}`,
        `--stop-timeout=${pod.terminationGracePeriodSeconds}`,
      ],
    });
    await waitUntilReady(`${server.opsUrl}/readyz`);
  });
  afterAll(() => {
    runProgram(engine, ['rm', '--force', '--volumes', server.id]);
    rmSync(emptyDir, { recursive: true });
  });

  it('listens on the ports of the pod', () => {
    const config = runProgram(engine, ['exec', server.id, '/server', 'config']);
    const port = (name: string) => container.ports.find((one) => one.name === name)?.containerPort;
    expect(config).toMatch(new RegExp(`^PORT=${String(port('http'))} `, 'm'));
    expect(config).toMatch(new RegExp(`^OPS_PORT=${String(port('ops'))} `, 'm'));
    expect(config).toMatch(/^OPS_HOST=0\.0\.0\.0 /m);
  });

  it('runs as the user of the pod', () => {
    expect(inspect(engine, server.id, '.Config.User')).toContain(
      `${pod.securityContext.runAsUser}:`,
    );
  });

  it.each(['startupProbe', 'livenessProbe', 'readinessProbe'] as const)(
    'answers its %s',
    async (probe) => {
      const { status } = await fetch(`${server.opsUrl}${container[probe].httpGet.path}`);
      expect(status).toBe(200);
    },
  );

  it('answers the admin command over the socket in its volume', () => {
    const admin = tryProgram(engine, ['exec', server.id, '/server', 'admin', 'GET', '/']);
    expect(admin).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('waits for the endpoints by itself, and exits well before it is killed', () => {
    const config = runProgram(engine, ['exec', server.id, '/server', 'config']);
    const setting = (name: string) => Number(new RegExp(`^${name}=(\\d+)`, 'm').exec(config)?.[1]);
    expect(setting('SHUTDOWN_DELAY_MS')).toBe(5000);
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(setting('DRAIN_TIMEOUT_MS'));
    expect(stopServer(engine, server)).toBe(0);
  }, 20_000);
});
