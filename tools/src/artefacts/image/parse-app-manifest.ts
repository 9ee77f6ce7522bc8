import { Fault } from '../../host/faults/fault.ts';

/** The fields of an app's package.json that describe it. */
export interface AppManifest {
  /** 0.0.0 unless given. */
  readonly version: string;
  readonly description: string | undefined;
  readonly license: string | undefined;
  /** URL of the sources. */
  readonly repository: string | undefined;
  /** URL of further information. */
  readonly homepage: string | undefined;
  readonly author: string | undefined;
}

/**
 * Parses the package.json of an app.
 *
 * @param path Path of the file, for messages.
 * @throws {Fault} `MANIFEST_SYNTAX`; `MANIFEST_FIELD` if a value cannot be a label: labels are single lines in `docker inspect` and in image.env.
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json
 */
export function parseAppManifest(text: string, path: string): AppManifest {
  const fields = parseFields(text, path);
  const refuse = (field: keyof AppManifest): never => {
    const found = JSON.stringify(fields[field]);
    throw new Fault('MANIFEST_FIELD', { path, found, field, ...EXPECTATIONS[field] });
  };
  const takeLine = (field: 'version' | 'description' | 'license') => {
    const value = fields[field];
    if (value === undefined) return undefined;
    return isLine(value) ? value : refuse(field);
  };
  const take = (field: 'repository' | 'homepage' | 'author', part: 'url' | 'name') => {
    const value = partOf(fields[field], part);
    if (value === undefined) return undefined;
    const isFit = isLine(value) && (part === 'name' || URL.canParse(value));
    return isFit ? value : refuse(field);
  };
  return {
    version: takeLine('version') ?? '0.0.0',
    description: takeLine('description'),
    license: takeLine('license'),
    repository: take('repository', 'url'),
    homepage: take('homepage', 'url'),
    author: take('author', 'name'),
  };
}

const EXPECTATIONS = {
  version: { expected: 'one line of text', example: '1.0.0' },
  description: { expected: 'one line of text', example: 'What the server does' },
  license: { expected: 'one line of text', example: 'MIT' },
  repository: { expected: 'a URL', example: 'https://example.org/team/server.git' },
  homepage: { expected: 'a URL', example: 'https://example.org/server' },
  author: { expected: 'one line of text', example: 'Team <team@example.org>' },
} as const;

type ManifestFields = Readonly<Partial<Record<keyof AppManifest, unknown>>>;

function parseFields(text: string, path: string): ManifestFields {
  try {
    const fields: unknown = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null) return fields;
  } catch (cause) {
    throw new Fault('MANIFEST_SYNTAX', { path, reason: (cause as Error).message }, { cause });
  }
  throw new Fault('MANIFEST_SYNTAX', { path, reason: `it is ${text.trim()}` });
}

/** Returns whether a value is text without control characters and line separators. */
function isLine(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(value);
}

/** npm allows an object for these fields, and writes `git+` before the URL of a repository. */
function partOf(value: unknown, part: 'url' | 'name'): unknown {
  const isObject = typeof value === 'object' && value !== null;
  const found = isObject ? (value as Readonly<Record<string, unknown>>)[part] : value;
  // An object without the part is a mistake, not an absent field.
  if (found === undefined) return isObject ? '' : undefined;
  return typeof found === 'string' && part === 'url' ? found.replace(/^git\+/, '') : found;
}
