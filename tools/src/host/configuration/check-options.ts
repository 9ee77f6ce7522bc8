import { Fault } from '../faults/fault.ts';
import { nearestNames } from '../nearest-names.ts';
import { FIELDS } from './fields.ts';
import { isRecord, matchesShape, type Shape } from './shape.ts';

/** The object `tscratch` of a file: options of all apps in nx.json, of one in its project.json or package.json. */
export interface OptionFile {
  /** Relative to the workspace. */
  readonly path: string;
  /** Empty if the file has no such object. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A value that is not what its field expects. */
export interface Mistake {
  readonly path: string;
  /** Names from the object down, such as `licences.allow`. */
  readonly field: string;
  /** As JSON. */
  readonly found: string;
  readonly expected: string;
}

/**
 * Checks the options of several files together.
 *
 * @throws {Fault} `CONFIGURATION` with every mistake.
 */
export function checkOptions(files: readonly OptionFile[]): void {
  const mistakes = files.flatMap(({ path, options }) =>
    findMistakes(options, { type: 'object', properties: FIELDS, additionalProperties: false }).map(
      (mistake) => ({ path, ...mistake }),
    ),
  );
  if (mistakes.length > 0) throw new Fault('CONFIGURATION', { mistakes });
}

type Finding = Omit<Mistake, 'path'>;

function findMistakes(record: Readonly<Record<string, unknown>>, shape: Shape): readonly Finding[] {
  const { properties = {} } = shape;
  return Object.entries(record).flatMap(([name, value]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return own === undefined
      ? [describeUnknown(name, value, Object.keys(properties))]
      : findIn(name, value, own);
  });
}

/** A mistake in a record names the field inside, if the record is declared by fields. */
function findIn(name: string, value: unknown, shape: Shape): readonly Finding[] {
  if (matchesShape(value, shape)) return [];
  const byFields = [shape, ...(shape.anyOf ?? [])].find(({ properties }) => properties);
  const inside = byFields && isRecord(value) ? findMistakes(value, byFields) : [];
  if (inside.length > 0)
    return inside.map(({ field, ...mistake }) => ({ field: `${name}.${field}`, ...mistake }));
  const expected = shape.expected ?? 'another value';
  return [{ field: name, found: JSON.stringify(value), expected }];
}

function describeUnknown(name: string, value: unknown, known: readonly string[]): Finding {
  const [nearest = ''] = nearestNames(name, known);
  const rest = known.length > 5 ? '' : `; the names are ${known.join(', ')}`;
  const expected = `a known name, perhaps "${nearest}"${rest}`;
  return { field: name, found: JSON.stringify(value), expected };
}
