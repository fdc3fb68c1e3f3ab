/** The alarms that a brief explains. */
import type { Stack } from 'aws-cdk-lib';
import type { RateAlarm } from '../../lambda/alarm-brief/contract';
import { parseWindow } from '../../lambda/send-statistics/contract';
import { regionalName } from '../shared/regional-name';
import { type AlarmName, type AlarmSettings, PAGING_RATES, rowOf, toSlug } from './alarm-table';

/** AWS measures its own rates over a volume that it does not publish. A brief reads the mail of this span instead. */
const AWS_RATE_WINDOW_MS = 24 * 60 * 60_000;

/** Returns the critical alarms on rates that are switched on, by their names in AWS. */
export function briefAlarmsOf(stack: Stack, settings: AlarmSettings): Record<string, RateAlarm> {
  return Object.fromEntries(
    PAGING_RATES.flatMap((name) => {
      const alarm = rateAlarmOf(name, settings);
      return alarm ? [[regionalName(stack, toSlug(name)), alarm]] : [];
    }),
  );
}

function rateAlarmOf(name: AlarmName, settings: AlarmSettings): RateAlarm | undefined {
  const { events: kind } = rowOf(name);
  const setting = settings[name];
  if (!kind || !setting) return undefined;
  if (!('window' in setting)) return { kind, windowMs: AWS_RATE_WINDOW_MS };
  const { window } = setting;
  return { kind, windowMs: parseWindow(window).lengthMs, window };
}
