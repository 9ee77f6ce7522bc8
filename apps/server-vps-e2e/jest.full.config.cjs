/** `nx run server-vps-e2e:e2e:full`: also the specs that take minutes, named *.full.spec.ts, and the service with three serving threads. */
process.env.SPEC_SERVING_THREADS = '3'; // read by systemd.spec.ts

module.exports = { ...require('./jest.config.cjs'), testPathIgnorePatterns: ['/node_modules/'] };
