import { readVariable } from '../shared/environment';
import { ENVIRONMENT, type InsightsSettings } from './contract';

/**
 * Reads the settings that the stack sets in the function's environment.
 *
 * @throws Error that names the variable, its value and what is accepted
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): InsightsSettings {
  return {
    tableName: readVariable(environment, ENVIRONMENT.tableName),
    maxWaitSeconds: toSeconds(readVariable(environment, ENVIRONMENT.maxWaitSeconds)),
    cache: toFlag(readVariable(environment, ENVIRONMENT.cache)),
  };
}

/** Returns the Region of this function, in which it calls SES. */
export function readRegion(environment: NodeJS.ProcessEnv = process.env): string {
  return readVariable(environment, 'AWS_REGION');
}

function toSeconds(text: string): number {
  if (!/^\d{1,2}$/.test(text))
    throw new Error(`${ENVIRONMENT.maxWaitSeconds} is "${text}": it must be whole seconds from 0 to 99`);
  return Number(text);
}

function toFlag(text: string): boolean {
  if (text !== 'true' && text !== 'false')
    throw new Error(`${ENVIRONMENT.cache} is "${text}": it must be true or false`);
  return text === 'true';
}
