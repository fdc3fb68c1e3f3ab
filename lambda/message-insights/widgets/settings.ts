import { readVariable } from '../../shared/environment';
import { readSettings } from '../settings';
import { API_URL, type WidgetSettings } from './contract';

/**
 * Reads the settings that the stack sets in the function's environment.
 *
 * @throws Error that names the variable, its value and what is accepted
 */
export function readWidgetSettings(environment: NodeJS.ProcessEnv = process.env): WidgetSettings {
  return { ...readSettings(environment), apiUrl: readVariable(environment, API_URL) };
}
