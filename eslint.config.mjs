import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Ambient state is read at the edge (main.ts, executors, plain start scripts) and handed in. */
const ambient = [
  {
    object: 'process',
    property: 'env',
    message: 'Take it as an argument; only the edge reads the environment.',
  },
  {
    object: 'process',
    property: 'exit',
    message: 'Throw a Fault; the edge sets process.exitCode.',
  },
  {
    object: 'Date',
    property: 'now',
    message: 'Take the clock as an argument; only the edge reads it.',
  },
  {
    object: 'Math',
    property: 'random',
    message: 'Take randomness as an argument; artefacts must not differ.',
  },
];

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/test-output', '**/.nx'] },
  ...nx.configs['flat/base'],
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.cjs'],
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
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 70 }],
      'max-params': ['error', 3],
      'no-restricted-properties': ['error', ...ambient],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Take the clock as an argument; only the edge reads it.',
        },
        {
          selector: 'CallExpression[callee.property.name="localeCompare"]',
          message: 'Compare code units; localeCompare follows the locale of the machine.',
        },
        {
          selector: 'ExportAllDeclaration',
          message: 'Name each export; a barrel hides what is public.',
        },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    basePath: import.meta.dirname, // else the folder of the project that is linted
    files: ['**/*.spec.ts', 'apps/*-e2e/**/*.ts', 'tools/src/testing/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-params': 'off', // a row of a table is a parameter list
      'no-restricted-properties': 'off',
    },
  },
  {
    files: [
      '**/src/main.ts',
      '**/src/edge/node-world.ts',
      '**/src/bench/peers/*.ts',
      '**/*.executor.ts',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  prettier,
);
