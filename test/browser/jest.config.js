const shared = require('../../jest.config.js');

/** `npm run test:browser`: the local console in Chromium. @type {import('jest').Config} */
module.exports = {
  ...shared,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
  testTimeout: 180_000,
};
