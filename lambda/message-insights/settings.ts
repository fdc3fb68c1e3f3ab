import { readVariable } from '../shared/environment';
import { ENVIRONMENT, type InsightsSettings } from './contract';

/**
 * The settings that the stack wrote into the function's environment.
 *
 * @throws Error that names the variable, what was got and what is accepted
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): InsightsSettings {
  return {
    tableName: readVariable(environment, ENVIRONMENT.tableName),
    maxWaitSeconds: seconds(readVariable(environment, ENVIRONMENT.maxWaitSeconds)),
    cache: flag(readVariable(environment, ENVIRONMENT.cache)),
  };
}

/** The Region this function runs in, and asks SES in. */
export function readRegion(environment: NodeJS.ProcessEnv = process.env): string {
  return readVariable(environment, 'AWS_REGION');
}

function seconds(text: string): number {
  if (!/^\d{1,2}$/.test(text)) throw new Error(`${ENVIRONMENT.maxWaitSeconds} is "${text}": it must be whole seconds`);
  return Number(text);
}

function flag(text: string): boolean {
  if (text !== 'true' && text !== 'false')
    throw new Error(`${ENVIRONMENT.cache} is "${text}": it must be true or false`);
  return text === 'true';
}
