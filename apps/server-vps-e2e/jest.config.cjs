module.exports = {
  displayName: 'server-vps-e2e',
  preset: '../../jest.preset.cjs',
  // One file writes the package again that the others read: the files take turns.
  maxWorkers: 1,
  testTimeout: 60_000,
};
