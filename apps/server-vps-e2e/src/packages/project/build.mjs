/** What Nx does for a target, and the command line without Nx: calls executors of the installed package. */
const root = import.meta.dirname;
const projects = { shop: { root: '.' } };
const context = { root, projectName: 'shop', projectsConfigurations: { version: 2, projects } };
const steps = [
  ['app/bundle/bundle', { outputPath: 'dist/bundle', main: 'src/main.ts' }],
  ['attestation/sbom/sbom', { outputPath: 'dist/sbom', metafilePath: 'dist/bundle/meta.json' }],
  [
    'artefacts/binary/binary',
    { outputPath: 'dist/shop', bundlePath: 'dist/bundle/main.cjs', sbomPath: 'dist/sbom' },
  ],
];
for (const [stem, options] of steps) {
  const url = new URL(`node_modules/@tscratch/tools/src/${stem}.executor.js`, import.meta.url);
  const { default: execute } = await import(url);
  const { success } = await execute(options, context);
  if (!success) process.exit(1);
}
