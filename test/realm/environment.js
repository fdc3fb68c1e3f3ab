const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

const { exit } = process; // Jest replaces it for each test file

// To end a worker, Jest removes its listener, and warns if the process does not end in time. On a busy machine, closing
// connections takes too long.
if (process.send) {
  process.on('removeListener', (event) => {
    if (event === 'message') exit.call(process);
  });
}

/**
 * Runs test files in the realm of Jest's worker, so that they can share packages: see `runtime.js`. Jest's own environments
 * create a realm for each file, in which look-ups of globals are slow, too.
 *
 * Each file has its own environment variables and console. Tests must restore everything else that they change.
 */
module.exports = class SharedRealmEnvironment {
  #before = { env: process.env, console, symbols: Object.getOwnPropertySymbols(globalThis) };

  constructor({ projectConfig: config }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
    process.env = { ...process.env };
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    const { env, console, symbols } = this.#before;
    process.env = env;
    globalThis.console = console;
    process.exit = exit;
    // Jest keeps the state of a test file under symbols.
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (!symbols.includes(symbol)) Reflect.deleteProperty(globalThis, symbol);
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Jest requires this function, but `runtime.js` does not call it. */
  getVmContext() {
    return null;
  }
};
