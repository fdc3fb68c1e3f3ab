import { jest } from '@jest/globals';
import type { Handler, LoadHandler } from './run';

/** As `loadAnew`, in a test of Jest, which has its own cache of modules. */
export const loadIsolated: LoadHandler = async () => {
  let handler: Handler | undefined;
  await jest.isolateModulesAsync(async () => {
    handler = (await import('../../../lambda/send-statistics/handler')).handler;
  });
  return handler as Handler;
};
