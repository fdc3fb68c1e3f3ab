import { readJsonVariable, readVariable } from '../shared/environment';
import { ENVIRONMENT, type WeeklySettings } from './contract';

/**
 * Reads the settings that the stack sets in the function's environment.
 *
 * @throws Error that names the variable and what is accepted
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): WeeklySettings {
  const read = (name: keyof WeeklySettings) => readVariable(environment, ENVIRONMENT[name]);
  return {
    topicArn: read('topicArn'),
    namespace: read('namespace'),
    schedulePeriodMinutes: toMinutes(read('schedulePeriodMinutes')),
    alarmPrefix: read('alarmPrefix'),
    pagers: readNames('pagers', environment),
    alarms: readNames('alarms', environment),
    runbookUrl: read('runbookUrl'),
  };
}

function toMinutes(value: string): number {
  const minutes = Number(value);
  if (Number.isInteger(minutes) && minutes > 0) return minutes;
  throw new Error(
    `${ENVIRONMENT.schedulePeriodMinutes} is not a number of minutes, such as 15: deploy the function with its stack`,
  );
}

function readNames(name: keyof WeeklySettings, environment: NodeJS.ProcessEnv): string[] {
  const prefix = readVariable(environment, ENVIRONMENT.alarmPrefix);
  const names = readJsonVariable(environment, ENVIRONMENT[name]);
  if (Array.isArray(names) && names.every((each) => typeof each === 'string'))
    return names.map((each) => prefix + each);
  throw new Error(
    `${ENVIRONMENT[name]} is not a JSON list of names, such as ["my-alarm"]: deploy the function with its stack`,
  );
}
