import { findProgram } from './find-main.ts';
import type { PackageJson, ProjectJson } from './project-files.ts';

interface Given {
  readonly projectJson?: ProjectJson;
  readonly packageJson?: PackageJson;
  readonly files?: Readonly<Record<string, string>>;
}

function find({ projectJson = {}, packageJson = {}, files = {} }: Given, folder = 'apps/api') {
  return findProgram({ folder, projectJson, packageJson, read: (path) => files[path] });
}

const MAIN = { 'src/main.ts': '' };
const program = { main: 'apps/api/src/main.ts' };
const esbuild = (options: object) => ({ executor: '@nx/esbuild:esbuild', options });

describe('findProgram()', () => {
  it.each<[string, Given]>([
    ['serve of @nx/node', { projectJson: { targets: { serve: { executor: '@nx/js:node' } } } }],
    ['esbuild', { projectJson: { targets: { build: esbuild({ main: 'apps/api/src/main.ts' }) } } }],
    [
      'esbuild with a token',
      { projectJson: { targets: { build: esbuild({ main: '{projectRoot}/src/main.ts' }) } } },
    ],
    [
      'esbuild in package.json',
      { packageJson: { nx: { targets: { build: esbuild({ main: 'apps/api/src/main.ts' }) } } } },
    ],
    [
      'webpack for Node',
      {
        projectJson: {
          targets: {
            build: {
              executor: '@nx/webpack:webpack',
              options: { main: 'apps/api/src/main.ts', target: 'node' },
            },
          },
        },
      },
    ],
    [
      'webpack by inference',
      {
        files: {
          'webpack.config.js': "new NxAppWebpackPlugin({ target: 'node', main: './src/main.ts' })",
        },
      },
    ],
    ['a program of npm', { packageJson: { bin: 'dist/main.js' } }],
    ['several programs', { packageJson: { bin: { a: './dist/src/main.js', b: 'dist/b.js' } } }],
    ['a private main', { packageJson: { main: './dist/main.js', private: true } }],
    ['a start script', { packageJson: { scripts: { start: 'node --inspect dist/main.js' } } }],
    [
      'a start script of TypeScript',
      { packageJson: { scripts: { start: 'tsx watch src/main.ts' } } },
    ],
    [
      'a start script with options that have values',
      { packageJson: { scripts: { start: 'node -r dotenv/config --env-file .env dist/main.js' } } },
    ],
    [
      'a main of package.json, which wins',
      {
        projectJson: { tscratch: { main: 'src/other.ts' } },
        packageJson: { tscratch: { main: 'src/main.ts' } },
      },
    ],
    [
      'a main of project.json, beside another option of package.json',
      {
        projectJson: { tscratch: { main: 'src/main.ts' } },
        packageJson: { tscratch: { health: false } },
      },
    ],
    ['an own object', { packageJson: { main: 'src/main.ts', private: true, tscratch: {} } }],
    ['an own main', { projectJson: { tscratch: { main: 'src/main.ts' }, projectType: 'library' } }],
  ])('finds %s', (_, given) => {
    expect(find({ ...given, files: { ...MAIN, ...given.files } })).toEqual(program);
  });

  it.each<[string, Given]>([
    ['nothing', {}],
    [
      'a browser app of webpack',
      {
        projectJson: {
          targets: {
            build: {
              executor: '@nx/webpack:webpack',
              options: { main: 'apps/api/src/main.ts', target: 'web' },
            },
          },
        },
      },
    ],
    [
      'a browser app by inference',
      { files: { 'webpack.config.js': "new NxReactWebpackPlugin({ target: 'web' })" } },
    ],
    ['a browser app of vite', { packageJson: { scripts: { start: 'vite' }, private: true } }],
    [
      'a library',
      {
        projectJson: {
          projectType: 'library',
          targets: { build: esbuild({ main: 'apps/api/src/main.ts' }) },
        },
      },
    ],
    [
      'a package to import',
      { packageJson: { main: 'dist/main.js', types: 'dist/main.d.ts', private: true } },
    ],
    ['a package with exports', { packageJson: { main: 'dist/main.js', exports: {} } }],
    [
      'an e2e project',
      {
        projectJson: {
          name: 'api-e2e',
          targets: { serve: { executor: '@nx/js:node' } },
        },
      },
    ],
    ['a main that is not there', { packageJson: { bin: 'cli.js' } }],
  ])('finds no program in %s', (_, given) => {
    expect(find({ ...given, files: { ...MAIN, ...given.files } })).toBeUndefined();
  });

  it('takes the word of a project whose main it cannot find', () => {
    expect(find({ packageJson: { tscratch: { health: '/healthz' } } })).toEqual({
      main: undefined,
    });
  });

  it('takes the output itself if there is no source, and works in the folder of the workspace', () => {
    const files = { 'dist/main.js': '' };
    expect(find({ packageJson: { bin: 'dist/main.js' }, files }, '.')).toEqual({
      main: 'dist/main.js',
    });
  });
});
