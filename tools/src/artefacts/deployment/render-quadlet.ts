import { quote } from './quote.ts';
import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/**
 * Renders a quadlet: a container that systemd runs by Podman.
 *
 * @see https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html
 */
export function renderQuadlet(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, description, image, ports, environment, volumes, stopSignal } = facts;
  const lines = [
    '[Unit]',
    `Description=${description}`,
    '',
    '[Container]',
    `Image=${image.includes('/') ? image : `localhost/${image}`}`,
    ...ports.map((port) => `PublishPort=127.0.0.1:${port}:${port}`),
    ...Object.entries(environment).map(([key, value]) => `Environment=${quote(`${key}=${value}`)}`),
    ...volumes.map((path, index) => `Volume=${name}-${index}.volume:${path}`),
    'ReadOnly=true',
    'DropCapability=all',
    'NoNewPrivileges=true',
    ...(stopSignal === undefined ? [] : [`StopSignal=${stopSignal}`]),
    '',
    '[Service]',
    'Restart=on-failure',
    'TimeoutStopSec=35',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ];
  return [
    { path: `quadlet/${name}.container`, text: `${lines.join('\n')}\n` },
    ...volumes.map((_, index) => ({
      path: `quadlet/${name}-${index}.volume`,
      text: '[Volume]\n',
    })),
  ];
}
