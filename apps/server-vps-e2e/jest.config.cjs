module.exports = {
  displayName: 'server-vps-e2e',
  preset: '../../jest.preset.cjs',
  // One spec rewrites the package that the others read, so the specs run one after another.
  maxWorkers: 1,
  testTimeout: 60_000,
  testPathIgnorePatterns: ['/node_modules/', '[.]full[.]spec[.]ts$'],
};
