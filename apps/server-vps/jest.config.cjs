module.exports = { displayName: 'server-vps', preset: '../../jest.preset.cjs' };
