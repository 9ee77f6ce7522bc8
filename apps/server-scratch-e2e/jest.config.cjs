module.exports = {
  displayName: 'server-scratch-e2e',
  preset: '../../jest.preset.cjs',
  // One engine, one name of the image: the files take turns.
  maxWorkers: 1,
  testTimeout: 120_000,
};
