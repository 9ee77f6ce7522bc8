module.exports = { displayName: 'server-scratch', preset: '../../jest.preset.cjs' };
