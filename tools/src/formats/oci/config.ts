import type { DescribedLayer, Healthcheck, ImageDescription } from './description.ts';
import { renderHistory } from './history.ts';
import { platformOf } from './platform.ts';

/**
 * Renders the image configuration as JSON without spaces, its keys in the order of the
 * specification and its maps in code-unit order, so that one description gives one text.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#properties
 */
export function renderConfig(
  description: ImageDescription,
  layers: readonly DescribedLayer[],
): Uint8Array {
  const created = formatTime(description.createdSeconds);
  const config = {
    created,
    ...platformOf(description.architecture),
    config: {
      User: description.user,
      ExposedPorts: sortKeys(description.tcpPorts.map((port) => [`${port}/tcp`, {}])),
      Env: renderEnvironment(description.environment),
      Entrypoint: description.entrypoint,
      Volumes: sortKeys(description.volumes.map((path) => [path, {}])),
      WorkingDir: '/',
      Labels: sortKeys(Object.entries(description.labels)),
      StopSignal: description.stopSignal,
      Healthcheck: description.healthcheck && renderHealthcheck(description.healthcheck),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: renderHistory({ description, layers, created }),
  };
  return Buffer.from(JSON.stringify(config));
}

/** Undefined, which JSON leaves out, for an image without variables. */
function renderEnvironment(environment: Readonly<Record<string, string>>) {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return lines.length === 0 ? undefined : lines.toSorted();
}

/** Renders it like Docker, with times in nanoseconds. */
function renderHealthcheck(check: Healthcheck) {
  const { command, intervalSeconds, timeoutSeconds, retries } = check;
  return {
    Test: ['CMD', ...command],
    Interval: intervalSeconds * 1e9,
    Timeout: timeoutSeconds * 1e9,
    Retries: retries,
  };
}

/** Formats seconds since the epoch as RFC 3339 in UTC, without a fraction. */
export function formatTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** Makes a map whose entries are in code-unit order of their keys. */
export function sortKeys<Value>(
  entries: readonly (readonly [string, Value])[],
): Record<string, Value> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
