const asyncHooks = require('node:async_hooks');
const { createRequire } = require('node:module');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/**
 * Loads packages once for each worker, with Node's own `require`. Jest would load them again for each test file. For
 * aws-cdk-lib and the SDK, that takes longer than most files run. The files of this repository are loaded for each test file.
 *
 * `jest.mock` therefore applies to imports in the files of this repository, but not to those in packages.
 */
module.exports = class SharedPackagesRuntime extends Runtime {
  #mapped;
  #storages = [];

  constructor(config, ...others) {
    super(config, ...others);
    this.#mapped = config.moduleNameMapper.map(([pattern]) => new RegExp(pattern));
    const { executor } = this;
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, ...options) {
    return this.#isPackage(name) ? createRequire(from)(name) : super.requireModule(from, name, ...options);
  }

  /** Modules of Node stay with Jest, as do packages that the configuration maps to a file. */
  #isPackage(name) {
    return name !== undefined && /^(?!node:)[@\w]/.test(name) && !this.#mapped.some((pattern) => pattern.test(name));
  }

  /** Loads a part of Jest. The entry of its test framework keeps the state of a test file, so each file gets a new one. */
  requireInternalModule(from, name) {
    const { resolve, cache } = createRequire(from);
    if (name !== undefined) return require(resolve(name));
    delete cache[from];
    return this.#collectStorages(() => require(from));
  }

  /** Remembers each AsyncLocalStorage that `load` creates, on versions of Node.js that can replace its class. */
  #collectStorages(load) {
    const { value: AsyncLocalStorage, writable } = Object.getOwnPropertyDescriptor(asyncHooks, 'AsyncLocalStorage');
    if (!writable) return load();
    const storages = this.#storages;
    asyncHooks.AsyncLocalStorage = class extends AsyncLocalStorage {
      constructor(...options) {
        super(...options);
        storages.push(this);
      }
    };
    try {
      return load();
    } finally {
      asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
    }
  }

  /** On Node.js 20, each promise costs time for each AsyncLocalStorage in use, also for those of earlier test files. */
  teardown() {
    super.teardown();
    for (const storage of this.#storages) storage.disable();
  }

  /** Packages use the process of the worker, to which Jest would add a function of each test file. */
  installGetBuiltinModule() {}
};
