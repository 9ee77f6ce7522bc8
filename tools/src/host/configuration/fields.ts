import type { Shape } from './shape.ts';

const TEXT: Shape = { type: 'string', minLength: 1 };
const TEXTS: Shape = { type: 'array', items: TEXT };
const REASONS: Shape = { type: 'object', additionalProperties: TEXT };

/** A name without a leading slash that does not leave its folder. */
const INSIDE: Shape = { type: 'string', pattern: '^(?!/)(?!(?:.*/)?\\.\\.(?:/|$)).*$' };

/**
 * The name of a package, or a whole scope.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name
 */
const PACKAGE: Shape = {
  type: 'string',
  pattern: '^(?:@[\\w.~-]+/(?:\\*|[\\w.~-]+)|[\\w~-][\\w.~-]*)$',
};

const ASSET: Shape = {
  type: 'object',
  properties: {
    input: INSIDE,
    glob: INSIDE,
    output: INSIDE,
    ignore: { anyOf: [INSIDE, { type: 'array', items: INSIDE }] },
  },
  required: ['input', 'glob', 'output'],
  additionalProperties: false,
};

const COUNT: Shape = { type: 'integer', minimum: 1, expected: 'a whole number from 1' };

/** How the bundle of a program is made. */
const BUNDLE_FIELDS = {
  main: {
    ...INSIDE,
    minLength: 1,
    description: 'The file that starts the program, relative to the file with this object.',
    expected: 'a file below the folder of that file, such as "src/main.ts"',
  },
  from: {
    ...TEXT,
    description:
      'The target of the project whose output is bundled, instead of the TypeScript source: for projects that another bundler has to build.',
    expected: 'the name of a target, such as "build"',
  },
  include: {
    type: 'array',
    items: { anyOf: [INSIDE, ASSET] },
    description:
      'Files that the program reads: files, folders and globs below the folder of this file, or assets of Nx below the workspace.',
    expected:
      'files, folders and globs below the folder of that file, or assets of Nx below the workspace, such as ["views", "public/**", { "input": "libs/pages", "glob": "**/*.html", "output": "pages" }]',
  },
  assets: {
    type: 'array',
    items: INSIDE,
    description:
      'In the package.json of a package: the files that every program with this package needs, as globs below it.',
    expected: 'files and globs below the package, such as ["assets/*.gz"]',
  },
  inAssets: {
    type: 'array',
    items: PACKAGE,
    description: 'In the package.json of a package: the packages whose code is part of its assets.',
    expected: 'names of packages, such as ["preact"]',
  },
  external: {
    type: 'array',
    items: PACKAGE,
    description: 'Packages that are files of the program instead of parts of the bundle.',
    expected:
      'a list of installed packages, whole scopes among them, such as ["bcrypt", "@aws-sdk/*"]',
  },
  entry: {
    const: 'tree',
    description: '"tree" for a ready folder of files that is taken as it is, instead of a bundle.',
    expected: '"tree", for a ready folder instead of a bundle',
  },
  tree: {
    ...INSIDE,
    minLength: 1,
    description:
      'With entry "tree": the ready folder, relative to the file with this object. Default: the folder of main.',
    expected: 'a folder below the folder of that file, such as ".next/standalone"',
  },
  omit: {
    ...TEXTS,
    description: 'Packages to leave out, as if they were not installed.',
    expected: 'a list of packages, such as ["cpu-features"]',
  },
  knownGaps: {
    ...REASONS,
    description:
      'Packages, or files, that ask for what the bundle lacks, with the reason why this program does not need it.',
    expected: 'packages and reasons, such as { "express": "this app sets no view engine" }',
  },
} satisfies Readonly<Record<string, Shape>>;

/** How containers and services run the program. */
const RUN_FIELDS = {
  ports: {
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: 65_535 },
    description:
      'TCP ports that the program listens on. Default: 8080, and 9000 with @tscratch/server.',
    expected: 'a list of whole numbers from 1 to 65535, such as [3000]',
  },
  health: {
    anyOf: [
      { type: 'string', pattern: '^/' },
      { const: false },
      {
        type: 'object',
        properties: {
          command: { type: 'array', items: TEXT, minItems: 1 },
          path: { type: 'string', pattern: '^/' },
          intervalSeconds: COUNT,
          timeoutSeconds: COUNT,
          retries: COUNT,
        },
        additionalProperties: false,
      },
    ],
    description:
      'How Docker checks the health of a container: a path that the first port answers, false for no check, or an object with command or path, intervalSeconds, timeoutSeconds and retries. Default: the health check of @tscratch/server if the program has it, else none.',
    expected: 'a path such as "/healthz", false, or an object such as { "path": "/healthz" }',
  },
  user: {
    type: 'string',
    pattern: '^\\d+:\\d+$',
    description: 'User and group of the process. Default: 65532:65532.',
    expected: 'two numbers, such as "65532:65532"',
  },
  volumes: {
    type: 'array',
    items: { type: 'string', pattern: '^/' },
    description: 'Absolute paths of folders that stay writable under a read-only root.',
    expected: 'a list of absolute paths, such as ["/data"]',
  },
  environment: {
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      'Environment variables of the image. Default: HOST=0.0.0.0 and PORT, unless the program has @tscratch/server.',
    expected: 'names and texts, such as { "NODE_ENV": "production" }',
  },
  stopSignal: {
    type: 'string',
    pattern: '^SIG[A-Z0-9+-]+$',
    description: 'Signal that stops a container. Default: SIGTERM.',
    expected: 'the name of a signal, such as "SIGINT"',
  },
} satisfies Readonly<Record<string, Shape>>;

/** What the build does, and what it may ship. */
const BUILD_FIELDS = {
  warmUp: {
    anyOf: [
      { const: false },
      {
        type: 'object',
        properties: {
          paths: { type: 'array', items: { type: 'string', pattern: '^/' } },
          environment: { type: 'object', additionalProperties: { type: 'string' } },
        },
        additionalProperties: false,
      },
    ],
    description:
      'How the program is run once during the build, for its code cache: the URL paths that it answers (default: / and /no-such-page) and all its environment variables (default: HOST=127.0.0.1 and PORT=0). false: no code cache.',
    expected:
      'false, or an object such as { "paths": ["/"], "environment": { "HOST": "127.0.0.1", "PORT": "0" } }',
  },
  licences: {
    type: 'object',
    properties: {
      allow: {
        ...REASONS,
        expected:
          'licences or packages and reasons, such as { "CC-BY-4.0": "we name the author in our imprint" }',
      },
      deny: {
        ...REASONS,
        expected:
          'licences or packages and reasons, such as { "MPL-2.0": "our customers forbid it" }',
      },
      texts: {
        ...REASONS,
        expected: 'licences or packages and files, such as { "name@1.0.0": "licences/name.txt" }',
      },
    },
    additionalProperties: false,
    description:
      'Licences that the program may ship beside the default ones: allow and deny with reasons, texts with files.',
    expected: 'an object with allow, deny or texts',
  },
  locales: {
    anyOf: [{ const: 'all' }, { ...TEXTS, minItems: 1 }],
    description: 'Locales that Intl knows, in BCP 47. Default: all.',
    expected: '"all", or a list such as ["en", "pt-BR"]',
  },
  arch: {
    type: 'array',
    items: { enum: ['x64', 'arm64'] },
    minItems: 1,
    description: 'Processors to build for. Default: the one of this machine.',
    expected: 'a list of "x64" and "arm64"',
  },
  compression: {
    enum: ['gzip', 'zstd'],
    description: 'Compression of the layers of images. Default: gzip.',
    expected: '"gzip" or "zstd"',
  },
} satisfies Readonly<Record<string, Shape>>;

/** Every field of the object `tscratch` in nx.json, project.json and package.json. */
export const FIELDS: Readonly<Record<string, Shape>> = {
  ...BUNDLE_FIELDS,
  ...RUN_FIELDS,
  ...BUILD_FIELDS,
};
