const { testMatch: _, ...shared } = require('../jest.config.js');

/** `npm run test:long`: tests that take too long for `npm test`. @type {import('jest').Config} */
module.exports = {
  ...shared,
  rootDir: '..',
  testMatch: ['<rootDir>/test/**/*.long.ts'],
  passWithNoTests: true,
  testTimeout: 180_000, // The end-to-end tests run at the same time.
};
