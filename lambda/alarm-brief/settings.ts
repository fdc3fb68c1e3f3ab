import { readJsonVariable, readVariable } from '../shared/environment';
import { type BriefSettings, ENVIRONMENT, type RateAlarm } from './contract';

/**
 * Reads the settings that the stack sets in the function's environment.
 *
 * @throws Error that names the variable and what is accepted
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): BriefSettings {
  return {
    tableName: readVariable(environment, ENVIRONMENT.tableName),
    topicArn: readVariable(environment, ENVIRONMENT.topicArn),
    namespace: readVariable(environment, ENVIRONMENT.namespace),
    alarms: toAlarms(readJsonVariable(environment, ENVIRONMENT.alarms)),
    apiUrl: readVariable(environment, ENVIRONMENT.apiUrl),
  };
}

function toAlarms(alarms: unknown): BriefSettings['alarms'] {
  if (!isObject(alarms) || !Object.values(alarms).every(isRateAlarm)) {
    throw new Error(
      `${ENVIRONMENT.alarms} is not a JSON object of alarms by name, such as ` +
        '{"my-alarm": {"kind": "bounce", "windowMs": 3600000, "window": "1h"}}: deploy the function with its stack',
    );
  }
  return alarms as BriefSettings['alarms'];
}

function isRateAlarm(value: unknown): value is RateAlarm {
  if (!isObject(value)) return false;
  const { kind, windowMs, window } = value;
  return (
    (kind === 'bounce' || kind === 'complaint') &&
    typeof windowMs === 'number' &&
    windowMs > 0 &&
    (window === undefined || typeof window === 'string')
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
