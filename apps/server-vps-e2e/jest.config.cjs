module.exports = {
  displayName: 'server-vps-e2e',
  preset: '../../jest.preset.cjs',
  // Two on every machine, next to those of the other e2e project: the specs start hosts and build programs.
  maxWorkers: 2,
  testTimeout: 60_000,
  testPathIgnorePatterns: ['/node_modules/', '[.]full[.]spec[.]ts$'],
};
