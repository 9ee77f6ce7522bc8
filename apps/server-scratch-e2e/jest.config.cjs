module.exports = { displayName: 'server-scratch-e2e', preset: '../../jest.preset.cjs' };
