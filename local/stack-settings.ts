import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ExporterSettings, parseWindow } from '../lambda/send-statistics/contract';
import { readConfig } from '../lib/config';

const CDK_JSON = path.join(__dirname, '..', 'cdk.json');

/** The context of cdk.json. */
export function readStackContext(): Record<string, unknown> {
  return JSON.parse(readFileSync(CDK_JSON, 'utf8')).context ?? {};
}

/**
 * What the stack would configure in the function.
 *
 * @param context default: that of cdk.json
 * @throws ConfigError as the stack would
 */
export function readStackSettings(context = readStackContext()): ExporterSettings {
  const { namespace, windows, optionalMetrics, schedulePeriodMinutes } = readConfig(context);
  return { namespace, windows: windows.map(parseWindow), optionalMetrics, schedulePeriodMinutes };
}
