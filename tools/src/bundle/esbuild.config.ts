import type { BuildOptions } from 'esbuild';

const config: BuildOptions = {
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  charset: 'utf8',
};
export default config;
