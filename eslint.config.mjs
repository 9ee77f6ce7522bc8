import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { createRoomsRule } from './tools/start/rooms.mjs';

/** Ambient state is read in entry points (main.ts, executors, plain start scripts) and in World, and passed on. */
const ambient = [
  {
    object: 'process',
    property: 'env',
    message: 'Take it as an argument; only entry points read the environment.',
  },
  {
    object: 'process',
    property: 'exit',
    message: 'Throw a Fault; the entry point sets process.exitCode.',
  },
  {
    object: 'Date',
    property: 'now',
    message: 'Take the clock as an argument; only entry points read it.',
  },
  {
    object: 'Math',
    property: 'random',
    message: 'Take randomness as an argument; artefacts must not differ.',
  },
];

const syntax = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Take the clock as an argument; only entry points read it.',
  },
  {
    selector: 'CallExpression[callee.property.name="localeCompare"]',
    message: 'Compare code units; localeCompare follows the locale of the machine.',
  },
  {
    selector: 'ExportAllDeclaration[exported=null]',
    message: 'Name each export; a barrel hides what is public.',
  },
  {
    selector: 'SpreadElement > :matches(ArrayExpression, ObjectExpression)',
    message: 'Write the elements out; a spread literal only saves lines.',
  },
  {
    selector: 'SpreadElement[argument.name="world"]',
    message: 'Pick what is needed; a spread World hands on every capability.',
  },
];

/** The files that add to the types of packages and use their private members. */
const SURFACES = [
  'libs/server/src/http/private-surfaces.ts',
  'libs/server/src/http/restart-surfaces.ts',
  'libs/server/src/http/upgrade-surfaces.ts',
  'libs/server/src/http/peer-surfaces.ts',
  'libs/server/src/http/answer-surfaces.ts',
  'libs/server/src/http/stream-surfaces.ts',
];

/** Only these files add to the types of packages and read their private members. */
const syntaxOfPackages = [
  {
    selector: 'TSModuleDeclaration',
    message:
      'Add to the types of a package in libs/server/src/http/private-surfaces.ts or another file with the name -surfaces.',
  },
  {
    selector:
      ':matches(MemberExpression[property.name=/^_[a-z]/], ObjectPattern > Property[key.name=/^_[a-z]/])',
    message:
      'Read private members of Node and Express in libs/server/src/http/private-surfaces.ts or another file with the name -surfaces.',
  },
];

/** Beside what is ambient everywhere: what would reach the bytes of an artefact from the machine. */
const ambientInTools = [
  ...ambient,
  ...['cwd', 'umask', 'getuid', 'getgid'].map((property) => ({
    object: 'process',
    property,
    message: 'Take it as an argument; artefacts must not know who builds them, or where.',
  })),
  ...[
    ['process', 'hrtime'],
    ['performance', 'now'],
  ].map(([object, property]) => ({
    object,
    property,
    message: 'Take the clock as an argument; artefacts must not know when they are built.',
  })),
  ...['randomUUID', 'getRandomValues', 'randomBytes'].map((property) => ({
    object: 'crypto',
    property,
    message: 'Take randomness as an argument; artefacts must not differ.',
  })),
];

const LISTS = '/^(readdir|readdirSync|opendir|opendirSync|glob|globSync)$/';

const syntaxInTools = [
  ...syntax,
  {
    selector: 'CallExpression[callee.name="Date"]',
    message: 'Take the clock as an argument; only entry points read it.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^toLocale/]',
    message: 'Render it yourself; toLocale... follows the locale of the machine.',
  },
  {
    selector:
      ':matches(NewExpression, CallExpression)[callee.object.name="Intl"]:not([arguments.0.type="Literal"])',
    message: 'Name the locale; without one Intl follows that of the machine.',
  },
  {
    selector: `CallExpression:matches([callee.name=${LISTS}], [callee.property.name=${LISTS}]):not(MemberExpression[property.name="toSorted"] > CallExpression.object)`,
    message: 'Add .toSorted(); each file system has an order of its own.',
  },
];

const importsInTools = [
  {
    regex: '^(node:)?(os|process)$',
    message: 'Take it as an argument; only entry points ask the machine.',
  },
  {
    regex: '^(node:)?zlib$',
    allowImportNames: [
      'brotliDecompressSync',
      'gunzipSync',
      'inflateSync',
      'inflateRawSync',
      'zstdDecompressSync',
    ],
    message:
      'Compress by render-gzip or render-zstd of tools/src/formats; the bytes of zlib follow the Node that runs.',
  },
  {
    regex: '^(node:)?crypto$',
    allowImportNames: ['createHash', 'hash'],
    message: 'Take randomness as an argument; artefacts must not differ.',
  },
];

const PROC = {
  selector: ':matches(Literal[value=/^\\/proc\\//], TemplateElement[value.raw=/^\\/proc\\//])',
  message: 'Add what you need to World; only libs/server/src/world reads /proc.',
};
const INTERVAL = {
  selector: 'CallExpression[callee.name="setInterval"]',
  message: 'Follow the beat of libs/server/src/world; a timer of its own wakes an idle server.',
};

/** Files of the server that may break a rule above, each with its reason. */
const serverExceptions = [
  ['program/restart/take-over.ts', INTERVAL], // until the process listens, and nothing else keeps it alive
  ['files/open-below.ts', PROC], // the path of a directory that it holds open, never read as text
  ['lifecycle/listen/unix-socket.ts', PROC], // finds the path of a socket that was handed over
  ['http/limits/sweep.ts', INTERVAL], // only while requests are under way
  ['lifecycle/drain.ts', INTERVAL], // only while draining
  ['lifecycle/create-readiness.ts', INTERVAL], // one round of checks every 5 s
  ['lifecycle/tls/keep-fresh.ts', INTERVAL], // with TLS, one look at the files every 5 s
  ['management/diagnostics/stream-heap-dump.ts', INTERVAL], // only while a heap is dumped
];

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/test-output', '**/.nx'] },
  // Servers as others write them, whose packages are not those of this workspace.
  { ignores: ['**/testing/any-app/fixtures'] },
  ...nx.configs['flat/base'],
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs', '**/*.cjs'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          allow: ['^.*/eslint\\.config\\.mjs$'],
          depConstraints: [
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:tool'] },
            { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:tool'] },
            { sourceTag: 'scope:server', onlyDependOnLibsWithTags: ['scope:server'] },
            { sourceTag: 'scope:tools', onlyDependOnLibsWithTags: ['scope:tools'] },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { tscratch: { rules: { rooms: createRoomsRule(import.meta.dirname) } } },
    rules: { 'tscratch/rooms': 'error' },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 70 }],
      'max-params': ['error', 3],
      'no-restricted-properties': ['error', ...ambient],
      'no-restricted-syntax': ['error', ...syntax],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    basePath: import.meta.dirname,
    files: ['libs/server/src/**/*.ts'],
    ignores: SURFACES,
    rules: { 'no-restricted-syntax': ['error', ...syntax, ...syntaxOfPackages] },
  },
  {
    basePath: import.meta.dirname,
    files: ['libs/server/src/**/*.ts'],
    ignores: [
      '**/*.spec.ts',
      'libs/server/src/world/**',
      ...SURFACES,
      'libs/server/src/management/console/page/**', // its timers run in a browser
    ],
    rules: {
      'no-restricted-syntax': ['error', ...syntax, ...syntaxOfPackages, PROC, INTERVAL],
    },
  },
  ...serverExceptions.map(([file, allowed]) => ({
    basePath: import.meta.dirname,
    files: [`libs/server/src/${file}`],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...syntax,
        ...syntaxOfPackages,
        ...[PROC, INTERVAL].filter((rule) => rule !== allowed),
      ],
    },
  })),
  {
    basePath: import.meta.dirname,
    files: ['tools/src/**/*.ts'],
    ignores: ['**/*.{executor,spec,fixture}.ts', 'tools/src/cli/main.ts'],
    rules: {
      'no-restricted-properties': ['error', ...ambientInTools],
      'no-restricted-syntax': ['error', ...syntaxInTools],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: importsInTools }],
    },
  },
  {
    basePath: import.meta.dirname,
    files: ['tools/src/update/libraries/renew-libraries.ts'], // its bytes are kept and locked, not made again
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    basePath: import.meta.dirname,
    files: ['tools/src/formats/render-zstd.ts'], // no package writes zstd; the stages run on the pinned Node alone
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    basePath: import.meta.dirname, // else the folder of the project that is linted
    files: ['**/*.{spec,fixture}.ts', 'apps/*-e2e/**/*.ts', 'tools/testing/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-params': 'off', // a row of a table is a parameter list
      'no-restricted-properties': 'off',
    },
  },
  {
    files: [
      '**/src/main.ts',
      '**/src/cli/main.ts',
      '**/src/world/node-world.ts',
      '**/console/page/clock.ts', // the clock of the browser
      '**/bench/peers/*.ts',
      '**/*.executor.ts',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  prettier,
);
