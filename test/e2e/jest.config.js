const { transform, setupFiles, moduleNameMapper } = require('../../jest.config.js');

/** What needs programs that others wrote, from PyPI and npm: `npm run test:e2e`. @type {import('jest').Config} */
module.exports = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/e2e/**/*.e2e.ts'],
  transform,
  setupFiles,
  moduleNameMapper,
  globalSetup: '<rootDir>/test/e2e/install-tools.ts',
  globalTeardown: '<rootDir>/test/e2e/remove-tools.ts',
  maxWorkers: 1, // one machine, one emulator, one thing at a time
  testTimeout: 600_000,
};
