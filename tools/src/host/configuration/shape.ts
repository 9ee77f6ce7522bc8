/**
 * The part of JSON Schema that the declarations of the configuration use. A shape is shipped as it is, so
 * that an editor and the build apply the same rules.
 *
 * @see https://json-schema.org/draft-07/json-schema-validation
 */
export interface Shape {
  readonly type?: 'array' | 'boolean' | 'integer' | 'object' | 'string';
  readonly description?: string;
  /** What a message says is expected; JSON Schema has no such keyword, and readers ignore it. */
  readonly expected?: string;
  readonly anyOf?: readonly Shape[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | false;
}

/** Tells whether a value of JSON is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells whether a value of JSON has a shape. */
export function matchesShape(value: unknown, shape: Shape): boolean {
  if (shape.anyOf) return shape.anyOf.some((other) => matchesShape(value, other));
  if (shape.const !== undefined) return value === shape.const;
  if (shape.enum) return shape.enum.includes(value);
  switch (shape.type) {
    case 'string':
      return typeof value === 'string' && matchesText(value, shape);
    case 'integer':
      return Number.isInteger(value) && isBetween(value as number, shape);
    case 'boolean':
      return typeof value === 'boolean';
    case 'array':
      return Array.isArray(value) && matchesList(value, shape);
    default:
      return isRecord(value) && matchesRecord(value, shape);
  }
}

function matchesText(text: string, { pattern = '', minLength = 0 }: Shape): boolean {
  return text.length >= minLength && new RegExp(pattern, 'u').test(text);
}

function isBetween(value: number, { minimum = -Infinity, maximum = Infinity }: Shape): boolean {
  return value >= minimum && value <= maximum;
}

function matchesList(values: readonly unknown[], { items = {}, minItems = 0 }: Shape): boolean {
  return values.length >= minItems && values.every((value) => matchesShape(value, items));
}

function matchesRecord(record: Readonly<Record<string, unknown>>, shape: Shape): boolean {
  const { properties = {}, required = [], additionalProperties } = shape;
  return (
    required.every((name) => Object.hasOwn(record, name)) &&
    Object.entries(record).every(([name, value]) => {
      const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      return own !== false && (own === undefined || matchesShape(value, own));
    })
  );
}
