import { required } from '../shared/environment';
import {
  ENVIRONMENT,
  type ExporterSettings,
  isOptionalMetric,
  parseWindow,
  SCHEDULE_PERIODS_MINUTES,
} from './contract';

/**
 * The settings that the stack wrote into the function's environment.
 *
 * @throws Error that names the variable, what was got and what is accepted
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): ExporterSettings {
  return {
    namespace: required(environment, ENVIRONMENT.namespace),
    windows: list(required(environment, ENVIRONMENT.windows)).map(parseWindow),
    optionalMetrics: list(environment[ENVIRONMENT.optionalMetrics]).map(optionalMetric),
    schedulePeriodMinutes: schedulePeriod(required(environment, ENVIRONMENT.schedulePeriodMinutes)),
  };
}

function list(text = ''): string[] {
  return text.split(',').filter((item) => item !== '');
}

function optionalMetric(name: string) {
  if (!isOptionalMetric(name))
    throw new Error(`${ENVIRONMENT.optionalMetrics} names "${name}", not an optional metric`);
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
