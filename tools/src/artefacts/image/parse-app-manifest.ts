import { Fault } from '../../host/faults/fault.ts';

/** What an app's package.json says about it. */
export interface AppManifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  /** Where the sources are: a URL. */
  readonly repository: string | undefined;
  /** Where to read more: a URL. */
  readonly homepage: string | undefined;
  readonly author: string | undefined;
}

/**
 * Parses the package.json of an app.
 *
 * @param path Of the file, for messages.
 * @throws {Fault} `MANIFEST_SYNTAX`; `MANIFEST_FIELD` where a field is absent that an image needs, or
 *   one cannot be a label: that takes one line of text in `docker inspect` and in image.env.
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json
 */
export function parseAppManifest(text: string, path: string): AppManifest {
  const fields = parseFields(text, path);
  const refuse = (field: keyof AppManifest): never => {
    const found = fields[field] === undefined ? 'absent' : JSON.stringify(fields[field]);
    throw new Fault('MANIFEST_FIELD', { path, found, field, ...EXPECTATIONS[field] });
  };
  const need = (field: 'version' | 'description' | 'license') => {
    const value = fields[field];
    return isLine(value) ? value : refuse(field);
  };
  const take = (field: 'repository' | 'homepage' | 'author', part: 'url' | 'name') => {
    const value = partOf(fields[field], part);
    if (value === undefined) return undefined;
    const isFit = isLine(value) && (part === 'name' || URL.canParse(value));
    return isFit ? value : refuse(field);
  };
  return {
    version: need('version'),
    description: need('description'),
    license: need('license'),
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

/** Text that no control character and no separator of lines cuts or colours. */
function isLine(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(value);
}

/** npm lets people write an object for these. It writes `git+` before the URL of a repository. */
function partOf(value: unknown, part: 'url' | 'name'): unknown {
  const isObject = typeof value === 'object' && value !== null;
  const found = isObject ? (value as Readonly<Record<string, unknown>>)[part] : value;
  // An object without the part is a mistake, not an absent field.
  if (found === undefined) return isObject ? '' : undefined;
  return typeof found === 'string' && part === 'url' ? found.replace(/^git\+/, '') : found;
}
