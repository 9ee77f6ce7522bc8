import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/**
 * Renders a configuration of Kamal 2. Kamal builds by a Dockerfile, so the file names an image that is pushed.
 *
 * @see https://kamal-deploy.org/docs/configuration/overview/
 */
export function renderKamal(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, image, ports, environment, volumes, healthPath } = facts;
  const variables = Object.entries(environment);
  const lines = [
    `service: ${name}`,
    `image: ${image.replace(/:[^/]*$/, '')}`,
    'servers:',
    '  web: [] # the addresses of your hosts',
    'registry:',
    '  server: "" # the registry that the image is in',
    '  username: ""',
    '  password: [KAMAL_REGISTRY_PASSWORD]',
    'builder:',
    '  arch: amd64',
    'proxy:',
    `  app_port: ${ports[0] ?? 80}`,
    `  healthcheck: { path: ${healthPath ?? '/'}, interval: 3 }`,
    'drain_timeout: 30',
    ...(variables.length > 0 ? ['env:', '  clear:'] : []),
    ...variables.map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`),
    ...(volumes.length > 0 ? ['volumes:'] : []),
    ...volumes.map((path, index) => `  - ${name}-${index}:${path}`),
  ];
  return [{ path: 'kamal/deploy.yml', text: `${lines.join('\n')}\n` }];
}
