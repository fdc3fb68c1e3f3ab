/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  // Jest takes CommonJS; d3's default is ES modules.
  moduleNameMapper: { '^d3-random$': '<rootDir>/node_modules/d3-random/dist/d3-random.js' },
  setupFiles: ['<rootDir>/test/setup.ts'],
  maxWorkers: '100%',
  testTimeout: 60_000,
};
