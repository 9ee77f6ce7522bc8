import { Fault } from '../../host/faults/fault.ts';

/** A text file with placeholders, each a name in capitals between two at signs: `@VERSION@`. */
export interface Template {
  /** Path of the template, or of the file to write; for messages. */
  readonly path: string;
  readonly text: string;
}

/**
 * Fills in a template. Placeholders use at signs because systemd uses `%` and HCL uses `${}`.
 *
 * @throws {Fault} `PLACEHOLDER_UNKNOWN` if the template needs a value that is not given,
 *   `PLACEHOLDER_MISSING` if it lacks a value that must appear, such as a checksum.
 * @example
 * renderTemplate({ path: 'a.service', text: 'Description=@NAME@' }, { NAME: 'a' }); // Description=a
 */
export function renderTemplate(
  template: Template,
  values: Readonly<Record<string, string>>,
): string {
  const unused = new Set(Object.keys(values));
  const text = template.text.replaceAll(/@([A-Z][A-Z0-9_]*)@/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new Fault('PLACEHOLDER_UNKNOWN', { path: template.path, placeholder });
    unused.delete(name);
    return value;
  });
  for (const name of unused)
    throw new Fault('PLACEHOLDER_MISSING', { path: template.path, placeholder: `@${name}@` });
  return text;
}
