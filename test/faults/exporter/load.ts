import path from 'node:path';
import type { LoadHandler } from './run';

const LAMBDA = path.join(__dirname, '../../../lambda') + path.sep;

/** Loads the exporter as a new process of Lambda does, with new clients and their new state. */
export const loadAnew: LoadHandler = () => {
  for (const file of Object.keys(require.cache)) if (file.startsWith(LAMBDA)) delete require.cache[file];
  return require('../../../lambda/send-statistics/handler').handler;
};
