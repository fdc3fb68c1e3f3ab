const { transform, setupFiles, moduleNameMapper } = require('../../jest.config.js');

/** What needs programs that others wrote, from PyPI and npm: `npm run test:e2e`. @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/**/*.e2e.ts'],
  transform,
  setupFiles: ['<rootDir>/test/e2e/forget-aws.ts', ...setupFiles],
  moduleNameMapper,
  globalSetup: '<rootDir>/test/e2e/install-tools.ts',
  globalTeardown: '<rootDir>/test/e2e/remove-tools.ts',
  maxWorkers: 2, // the tests of a deployment wait for minutes, while others have something to do
  testTimeout: 600_000,
};
