module.exports = {
  displayName: 'server-scratch-e2e',
  preset: '../../jest.preset.cjs',
  // The specs share one engine and one image name, so they run one after another.
  maxWorkers: 1,
  testTimeout: 120_000,
};
