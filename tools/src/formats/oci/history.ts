import type { DescribedLayer, Healthcheck, ImageDescription } from './description.ts';

/** A line of `docker history`. */
interface HistoryEntry {
  /** RFC 3339. */
  readonly created: string;
  readonly created_by: string;
  readonly comment?: string;
  /** Set if the line has no layer. */
  readonly empty_layer?: true;
}

/** What the history is rendered from. */
interface History {
  readonly description: ImageDescription;
  readonly layers: readonly DescribedLayer[];
  /** RFC 3339. */
  readonly created: string;
}

/**
 * Renders the history of an image for `docker history`, `umoci stat` and dive: each layer with the
 * command that made it, then each setting as the instruction of a Dockerfile.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#properties
 */
export function renderHistory({ description, layers, created }: History): readonly HistoryEntry[] {
  const ofLayers = layers.map(({ createdBy, comment }) => ({
    created,
    created_by: createdBy,
    comment,
  }));
  const ofSettings = renderInstructions(description).map((instruction) => ({
    created,
    created_by: instruction,
    empty_layer: true as const,
  }));
  return [...ofLayers, ...ofSettings];
}

/** Renders the instructions by which a Dockerfile makes an image run in the same way. */
export function renderInstructions(
  description: Omit<ImageDescription, 'architecture' | 'createdSeconds' | 'labels'>,
): readonly string[] {
  const { user, tcpPorts, volumes, environment, stopSignal, healthcheck, entrypoint } = description;
  return [
    'WORKDIR /',
    `USER ${user}`,
    ...(tcpPorts.length > 0 ? [`EXPOSE ${tcpPorts.join(' ')}`] : []),
    ...renderEnvironment(environment),
    ...volumes.map((path) => `VOLUME ${path}`),
    ...(stopSignal === undefined ? [] : [`STOPSIGNAL ${stopSignal}`]),
    ...(healthcheck ? [renderHealthcheck(healthcheck)] : []),
    `ENTRYPOINT ${JSON.stringify(entrypoint)}`,
  ];
}

function renderEnvironment(environment: Readonly<Record<string, string>>): readonly string[] {
  const variables = Object.entries(environment).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return variables.map(([name, value]) => `ENV ${name}=${JSON.stringify(value)}`);
}

function renderHealthcheck({ command, ...times }: Healthcheck): string {
  const flags = [
    `--interval=${times.intervalSeconds}s`,
    `--timeout=${times.timeoutSeconds}s`,
    `--retries=${times.retries}`,
  ];
  return `HEALTHCHECK ${flags.join(' ')} CMD ${JSON.stringify(command)}`;
}
