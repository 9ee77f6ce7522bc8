import { describeUnit, escapeArgument, quoteArgument } from './quote.ts';
import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/**
 * Renders a quadlet: a container that systemd runs by Podman 5 or later.
 *
 * @see https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html
 */
export function renderQuadlet(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, description, ports, environment, volumes, stopSignal } = facts;
  const lines = [
    '[Unit]',
    `Description=${describeUnit(description)}`,
    '',
    '[Container]',
    ...renderImage(facts.image),
    '# On this host only; a proxy of it speaks to the world.',
    ...ports.map((port) => `PublishPort=127.0.0.1:${port}:${port}`),
    ...Object.entries(environment).map(
      ([key, value]) => `Environment=${quoteArgument(`${key}=${value}`)}`,
    ),
    ...volumes.map((path, index) => `Volume=${name}-${index}.volume:${path}`),
    'ReadOnly=true',
    'DropCapability=all',
    'NoNewPrivileges=true',
    'PidsLimit=64',
    '# V8 derives its heap limit from it. A limit of the unit is not seen in the container.',
    'PodmanArgs=--memory=256m',
    ...renderHealth(facts.healthCommand),
    ...(stopSignal === undefined ? [] : [`StopSignal=${stopSignal}`]),
    '# Podman kills after 10 seconds by default, which a drain may need.',
    'StopTimeout=30',
    '',
    '[Service]',
    'Restart=on-failure',
    'RestartSec=2',
    '# Longer than StopTimeout=.',
    'TimeoutStopSec=40',
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

/** `podman load` gives an image without a registry the full name that Docker would use. */
function renderImage(image: string): readonly string[] {
  if (image.includes('/')) return [`Image=${image}`];
  return [
    '# As "podman load" names the image of an archive. Better name one of your registry by its digest.',
    `Image=docker.io/library/${image}`,
    'Pull=never',
  ];
}

/** Podman ignores the health check of an OCI image, so that the unit repeats it. */
function renderHealth(command: readonly string[] | undefined): readonly string[] {
  if (command === undefined) return [];
  const text = escapeArgument(JSON.stringify(command));
  return [
    `HealthCmd=${text}`,
    'HealthInterval=10s',
    'HealthTimeout=3s',
    'HealthRetries=3',
    '# systemd then starts another one.',
    'HealthOnFailure=kill',
    '# Asks each second until the first success. Only then the unit counts as started.',
    `HealthStartupCmd=${text}`,
    'HealthStartupInterval=1s',
    'HealthStartupRetries=60',
    'Notify=healthy',
  ];
}
