import { Fault } from '../../host/faults/fault.ts';
import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/**
 * Renders a configuration of Kamal 2, with a Dockerfile for what Kamal adds to the image: a label that it checks.
 *
 * @throws {Fault} `PLATFORM_VARIABLE` for a value that the shell of the host would change.
 * @see https://kamal-deploy.org/docs/configuration/overview/
 */
export function renderKamal(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, image, ports, volumes, probes } = facts;
  const [port = 80] = ports;
  // The proxy asks on the port of the application only; a server that answers there has started.
  const isAsked = probes?.port === port;
  const path = isAsked ? probes.ready : '/';
  const lines = [
    "# In the folder of the project, after the image was loaded into this machine's Docker:",
    '#   kamal deploy --config-file=deploy/kamal/deploy.yml',
    `service: ${name}`,
    `image: ${image.replace(/:[^/]*$/, '')}`,
    'servers:',
    '  web:',
    '    hosts: [192.0.2.10] # the addresses of your hosts',
    '    options:',
    '      { read-only: true, cap-drop: ALL, security-opt: no-new-privileges, memory: 256m, pids-limit: 64, stop-timeout: 30 }',
    "# Kamal's own, which the hosts reach through SSH. For another one: server, username, password.",
    'registry: { server: "localhost:5555" }',
    'builder:',
    '  { arch: amd64, driver: docker, context: deploy/kamal, dockerfile: deploy/kamal/Dockerfile }',
    'proxy:',
    `  app_port: ${port}`,
    ...(isAsked ? [] : ['  # On app_port: a path that the app answers with 200.']),
    `  healthcheck: { path: ${quote(path)}, interval: 1 }`,
    'drain_timeout: 30',
    ...renderEnvironment(facts.environment),
    ...(volumes.length > 0 ? ['volumes:'] : []),
    ...volumes.map((folder, index) => `  - ${name}-${index}:${folder}`),
  ];
  return [
    { path: 'kamal/deploy.yml', text: `${lines.join('\n')}\n` },
    { path: 'kamal/Dockerfile', text: `FROM ${image}\n` },
  ];
}

function renderEnvironment(environment: ServiceFacts['environment']): readonly string[] {
  const entries = Object.entries(environment);
  const lines = entries.map(([name, value]) => {
    if (value.includes('${')) throw new Fault('PLATFORM_VARIABLE', { platform: 'Kamal', name });
    return `    ${name}: ${quote(value)}`;
  });
  return lines.length === 0 ? [] : ['env:', '  clear:', ...lines];
}

/** Kamal runs the file as a template of ERB first. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll('<%', '<%%');
}
