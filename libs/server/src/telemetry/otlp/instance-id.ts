/** Creates the `service.instance.id` of a process: a UUID of version 4, which OpenTelemetry recommends. */
export function createInstanceId(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () =>
    Math.floor(random() * 16).toString(16),
  );
}
