import type { DeploymentFile, Probes, ServiceFacts } from './service-facts.ts';

/**
 * Renders a Deployment with what keeps its number of servers, and a Service with what limits who reaches it.
 * The profile is that of the restricted Pod Security Standard.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function renderKubernetes(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, ports } = facts;
  const [port] = ports;
  const lines = [
    ...renderPods(facts),
    ...renderBudget(name),
    ...renderAutoscaler(name),
    ...(port === undefined ? [] : renderService(name, port)),
    ...renderPolicy(name, port),
  ];
  return [{ path: `kubernetes/${name}.yaml`, text: `${lines.join('\n')}\n` }];
}

function renderPods(facts: ServiceFacts): readonly string[] {
  const { name, image, ports, user, volumes, probes } = facts;
  const environment = { ...probes?.environment, ...facts.environment };
  const [uid = '', gid = ''] = user.split(':');
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    `metadata: { name: ${name}, labels: { app: ${name} } }`,
    'spec:',
    '  # No replicas: the HorizontalPodAutoscaler below sets their number, and each apply would reset it.',
    `  selector: { matchLabels: { app: ${name} } }`,
    '  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }',
    '  template:',
    `    metadata: { labels: { app: ${name} } }`,
    '    spec:',
    '      automountServiceAccountToken: false',
    '      # Otherwise a service named "port" would set PORT=tcp://...',
    '      enableServiceLinks: false',
    '      terminationGracePeriodSeconds: 40',
    '      securityContext:',
    `        { runAsNonRoot: true, runAsUser: ${uid}, runAsGroup: ${gid}, fsGroup: ${gid}, seccompProfile: { type: RuntimeDefault } }`,
    '      containers:',
    `        - name: ${name}`,
    `          image: ${image}`,
    ...renderPorts(ports),
    ...renderEnvironment(environment),
    ...renderProbes(probes),
    ...(environment['SHUTDOWN_DELAY_MS'] === undefined ? DELAY : []),
    '          resources: { requests: { cpu: 250m, memory: 256Mi }, limits: { memory: 256Mi } }',
    '          securityContext:',
    '            { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }',
    ...renderVolumes(volumes),
  ];
}

/** For a program that does not wait by itself: requests still arrive while the endpoints are updated. */
const DELAY = [
  '          # Still answers until no request arrives; the signal comes then. Kubernetes 1.30 and later.',
  '          lifecycle: { preStop: { sleep: { seconds: 10 } } }',
];

function renderPorts(ports: readonly number[]): readonly string[] {
  if (ports.length === 0) return [];
  return ['          ports:', ...ports.map((port) => `            - containerPort: ${port}`)];
}

function renderEnvironment(environment: ServiceFacts['environment']): readonly string[] {
  const entries = Object.entries(environment);
  const lines = entries.map(
    ([name, value]) => `            - { name: ${name}, value: ${quoteVariable(value)} }`,
  );
  return lines.length === 0 ? [] : ['          env:', ...lines];
}

/** Kubernetes would expand `$(NAME)`. */
function quoteVariable(value: string): string {
  return JSON.stringify(value).replaceAll('$(', '$$$$(');
}

function renderProbes(probes: Probes | undefined): readonly string[] {
  if (probes === undefined) return [];
  const ask = (path: string) => `httpGet: { path: ${JSON.stringify(path)}, port: ${probes.port} }`;
  return [
    `          startupProbe: { ${ask(probes.startup)}, periodSeconds: 1, failureThreshold: 30 }`,
    `          readinessProbe: { ${ask(probes.ready)}, periodSeconds: 5 }`,
    `          livenessProbe: { ${ask(probes.live)}, periodSeconds: 10 }`,
  ];
}

/** Folders that are lost with the pod: a claim is the user's decision. */
function renderVolumes(volumes: readonly string[]): readonly string[] {
  if (volumes.length === 0) return [];
  return [
    '          volumeMounts:',
    ...volumes.map((path, index) => `            - { name: volume-${index}, mountPath: ${path} }`),
    '      volumes:',
    ...volumes.map((_, index) => `        - { name: volume-${index}, emptyDir: {} }`),
  ];
}

function renderBudget(name: string): readonly string[] {
  return [
    '---',
    'apiVersion: policy/v1',
    'kind: PodDisruptionBudget',
    `metadata: { name: ${name} }`,
    'spec:',
    '  maxUnavailable: 1',
    `  selector: { matchLabels: { app: ${name} } }`,
  ];
}

function renderAutoscaler(name: string): readonly string[] {
  return [
    '---',
    'apiVersion: autoscaling/v2',
    'kind: HorizontalPodAutoscaler',
    `metadata: { name: ${name} }`,
    'spec:',
    `  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} }`,
    '  minReplicas: 2',
    '  maxReplicas: 10',
    '  metrics:',
    '    # Of the one core that JavaScript can use; independent of what the container requests.',
    '    - type: Resource',
    '      resource: { name: cpu, target: { type: AverageValue, averageValue: 600m } }',
  ];
}

function renderService(name: string, port: number): readonly string[] {
  return [
    '---',
    'apiVersion: v1',
    'kind: Service',
    `metadata: { name: ${name} }`,
    'spec:',
    `  selector: { app: ${name} }`,
    `  ports: [{ port: 80, targetPort: ${port} }]`,
  ];
}

/** Limits who may call, not whom the program calls, which only its author knows. */
function renderPolicy(name: string, port: number | undefined): readonly string[] {
  return [
    '---',
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    `metadata: { name: ${name} }`,
    'spec:',
    `  podSelector: { matchLabels: { app: ${name} } }`,
    '  policyTypes: [Ingress]',
    '  # The port of the service only; the probes of the kubelet are always allowed.',
    port === undefined ? '  ingress: []' : `  ingress: [{ ports: [{ port: ${port} }] }]`,
  ];
}
