import { readVariable } from '../shared/environment';
import {
  ENVIRONMENT,
  type ExporterSettings,
  isOptionalMetric,
  METRIC_NAMES,
  parseWindow,
  SCHEDULE_PERIODS_MINUTES,
} from './contract';

/**
 * Reads the settings that the stack sets in the function's environment.
 *
 * @throws Error that names the variable, its value and what is accepted
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): ExporterSettings {
  return {
    namespace: readVariable(environment, ENVIRONMENT.namespace),
    windows: list(readVariable(environment, ENVIRONMENT.windows)).map(parseWindow),
    optionalMetrics: list(environment[ENVIRONMENT.optionalMetrics]).map(optionalMetric),
    schedulePeriodMinutes: schedulePeriod(readVariable(environment, ENVIRONMENT.schedulePeriodMinutes)),
  };
}

function list(text = ''): string[] {
  return text.split(',').filter((item) => item !== '');
}

function optionalMetric(name: string) {
  if (!isOptionalMetric(name))
    throw new Error(
      `${ENVIRONMENT.optionalMetrics} has "${name}": it must be one of ${METRIC_NAMES.filter(isOptionalMetric).join(', ')}`,
    );
  return name;
}

function schedulePeriod(text: string) {
  const period = SCHEDULE_PERIODS_MINUTES.find((minutes) => String(minutes) === text);
  if (!period) {
    throw new Error(
      `${ENVIRONMENT.schedulePeriodMinutes} is "${text}": it must be one of ${SCHEDULE_PERIODS_MINUTES.join(', ')}`,
    );
  }
  return period;
}
