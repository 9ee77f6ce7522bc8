import { ACROSS, type Attributes, type Instrument } from './metrics.ts';

/**
 * @throws {TypeError} for a name or unit that OpenTelemetry's metrics API does not allow, or an unknown way to
 * merge threads.
 */
export function assertInstrument({ name, unit, across = 'sum' }: Instrument): void {
  if (!/^[A-Za-z][A-Za-z0-9_./-]{0,254}$/.test(name))
    throw new TypeError(
      `Cannot declare the metric "${name}": expected a letter, then at most 254 letters, digits, _ . / -`,
    );
  if (!/^[!-~]{0,63}$/.test(unit))
    throw new TypeError(
      `Cannot declare the metric "${name}" in "${unit}": expected a UCUM unit such as s, By or {request}`,
    );
  if (!ACROSS.includes(across))
    throw new TypeError(
      `Cannot declare the metric "${name}" across "${across as string}": expected one of ${ACROSS.join(', ')}`,
    );
}

/** @throws {TypeError} for histogram bounds that are not finite and ascending. */
export function assertBounds(name: string, bounds: readonly number[]): void {
  if (bounds.every((bound, index) => bound > (bounds[index - 1] ?? -Infinity) && bound < Infinity))
    return;
  throw new TypeError(
    `Cannot declare the metric "${name}" with the bounds ${bounds.join(', ')}: expected finite numbers in ascending order`,
  );
}

/** @throws {TypeError} for attribute names that are invalid or equal as Prometheus labels. */
export function assertAttributes(metric: string, attributes: Attributes): void {
  const labels = Object.keys(attributes).map(labelOf);
  const wrong = labels.find(
    (label, index) => !/^[A-Za-z][A-Za-z0-9_]*$/.test(label) || labels.indexOf(label) !== index,
  );
  if (wrong === undefined && !labels.includes('le')) return;
  throw new TypeError(
    `Cannot count "${metric}" by ${JSON.stringify(Object.keys(attributes))}: expected distinct names of letters, digits, _ and dots, other than "le"`,
  );
}

/** Returns the Prometheus label of an attribute. */
export function labelOf(attribute: string): string {
  return attribute.replaceAll('.', '_');
}
