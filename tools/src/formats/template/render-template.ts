import { Fault } from '../../host/faults/fault.ts';

/** A text file with placeholders, each a name in capitals between two at signs: `@VERSION@`. */
export interface Template {
  /** Where it was read from, or the name it will have; for messages. */
  readonly path: string;
  readonly text: string;
}

/**
 * Fills in a template. At signs were chosen because systemd owns `%` and HCL owns `${}`.
 *
 * @throws {Fault} `PLACEHOLDER_UNKNOWN` where the template asks for a value that is not given,
 *   `PLACEHOLDER_MISSING` where it leaves out one that must appear, such as a checksum.
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
