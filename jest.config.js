const { cpus } = require('node:os');

/** As in tsconfig.json. */
const JSX = { react: { runtime: 'automatic', importSource: 'hono/jsx' } };

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
    '\\.tsx$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript', tsx: true }, transform: JSX, target: 'es2022' } },
    ],
  },
  // Jest loads CommonJS, and the main file of d3-random is an ES module.
  moduleNameMapper: { '^d3-random$': '<rootDir>/node_modules/d3-random/dist/d3-random.js' },
  setupFiles: ['<rootDir>/test/setup.ts'],
  // Test files share packages, which about halves the time of `npm test`.
  testEnvironment: '<rootDir>/test/realm/environment.js',
  runtime: '<rootDir>/test/realm/runtime.js',
  testSequencer: '<rootDir>/test/longest-first.js',
  maxWorkers: cpus().length + 1, // Some tests wait for servers, processes and retries.
  testTimeout: 60_000,
  // A worker ends in 0.2 to 0.4 seconds, while it removes the folders of CDK and frees its memory. Jest warns after 0.5 seconds.
  workerGracefulExitTimeout: 10_000,
};
