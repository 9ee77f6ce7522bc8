import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/**
 * Renders a Compose file.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md
 */
export function renderCompose(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, image, ports, environment, volumes, stopSignal } = facts;
  const variables = Object.entries(environment);
  const named = volumes.map((path, index) => ({ path, volume: `${name}-${index}` }));
  const lines = [
    'services:',
    `  ${name}:`,
    `    image: ${image}`,
    ...(ports.length > 0
      ? ['    ports:', ...ports.map((port) => `      - "127.0.0.1:${port}:${port}"`)]
      : []),
    ...(variables.length > 0 ? ['    environment:'] : []),
    ...variables.map(([key, value]) => `      ${key}: ${quoteVariable(value)}`),
    '    read_only: true',
    '    cap_drop: [ALL]',
    '    security_opt: ["no-new-privileges:true"]',
    '    mem_limit: 256m',
    ...(stopSignal === undefined ? [] : [`    stop_signal: ${stopSignal}`]),
    '    stop_grace_period: 30s',
    '    restart: unless-stopped',
    ...(named.length > 0 ? ['    volumes:'] : []),
    ...named.map(({ path, volume }) => `      - ${volume}:${path}`),
    ...(named.length > 0 ? ['volumes:', ...named.map(({ volume }) => `  ${volume}: {}`)] : []),
  ];
  return [{ path: 'compose.yaml', text: `${lines.join('\n')}\n` }];
}

/** Compose would expand `$NAME`. */
function quoteVariable(value: string): string {
  return JSON.stringify(value).replaceAll('$', '$$$$');
}
