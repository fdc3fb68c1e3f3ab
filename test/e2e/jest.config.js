const { transform, setupFiles, moduleNameMapper } = require('../../jest.config.js');

/** `npm run test:e2e`: tests that need third-party programs from PyPI and npm. @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/**/*.e2e.ts'],
  transform,
  setupFiles: ['<rootDir>/test/e2e/clear-aws-environment.ts', ...setupFiles],
  moduleNameMapper,
  globalSetup: '<rootDir>/test/e2e/install-tools.ts',
  globalTeardown: '<rootDir>/test/e2e/remove-tools.ts',
  testSequencer: '<rootDir>/test/longest-first.js',
  maxWorkers: 3, // More than two cores, because the tests often wait for the emulator.
  testTimeout: 600_000,
};
