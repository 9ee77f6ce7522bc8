/**
 * `nx run server:test:full`: the tables that a process with several serving threads passes as well, with three.
 * The gate runs the core of each; the tables of conformance, of the drain and of attacks on administration are
 * in it as a whole.
 */
process.env.SPEC_SERVING_THREADS = '3'; // read by testing/serving-threads.ts

const TABLES = [
  'testing/attacks',
  'testing/conformance/fuzz',
  'src/management/*plane',
  'src/management/threads',
  'src/management/admin/{admin-rows,audit-while-stuck,secrets}',
  'src/program/{program,traced-program}',
  'src/files/swapped-root',
  'src/telemetry/trace/tracing',
  'src/streams-page',
];

module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: TABLES.map((path) => `<rootDir>/${path}{/*,}.spec.ts`),
};
