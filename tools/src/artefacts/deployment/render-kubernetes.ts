import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/**
 * Renders a Deployment and a Service. The profile is that of the restricted Pod Security Standard.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function renderKubernetes(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, image, ports, environment, user, healthPath, volumes } = facts;
  const [uid = '', gid = ''] = user.split(':');
  const [port] = ports;
  const lines = [
    'apiVersion: apps/v1',
    'kind: Deployment',
    `metadata: { name: ${name}, labels: { app: ${name} } }`,
    'spec:',
    '  replicas: 2',
    `  selector: { matchLabels: { app: ${name} } }`,
    '  template:',
    `    metadata: { labels: { app: ${name} } }`,
    '    spec:',
    '      automountServiceAccountToken: false',
    '      securityContext:',
    `        { runAsNonRoot: true, runAsUser: ${uid}, runAsGroup: ${gid}, fsGroup: ${gid}, seccompProfile: { type: RuntimeDefault } }`,
    '      containers:',
    `        - name: ${name}`,
    `          image: ${image}`,
    ...renderPorts(ports),
    ...renderEnvironment(environment),
    ...(healthPath === undefined || port === undefined ? [] : renderProbes(healthPath, port)),
    '          resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 256Mi } }',
    '          securityContext:',
    '            { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }',
    ...renderVolumes(volumes),
    ...(port === undefined ? [] : renderService(name, port)),
  ];
  return [{ path: `kubernetes/${name}.yaml`, text: `${lines.join('\n')}\n` }];
}

function renderPorts(ports: readonly number[]): readonly string[] {
  if (ports.length === 0) return [];
  return ['          ports:', ...ports.map((port) => `            - containerPort: ${port}`)];
}

function renderEnvironment(environment: ServiceFacts['environment']): readonly string[] {
  const entries = Object.entries(environment);
  const lines = entries.map(
    ([name, value]) => `            - { name: ${name}, value: ${JSON.stringify(value)} }`,
  );
  return lines.length === 0 ? [] : ['          env:', ...lines];
}

function renderProbes(path: string, port: number): readonly string[] {
  const request = `httpGet: { path: ${path}, port: ${port} }`;
  return [
    `          startupProbe: { ${request}, periodSeconds: 1, failureThreshold: 30 }`,
    `          readinessProbe: { ${request}, periodSeconds: 5 }`,
    `          livenessProbe: { ${request}, periodSeconds: 10 }`,
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
