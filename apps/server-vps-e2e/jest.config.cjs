module.exports = { displayName: 'server-vps-e2e', preset: '../../jest.preset.cjs' };
