import * as z from 'zod';
import { alarms } from '../alarms/alarm-config';
import { notifications } from '../alarms/notification-config';
import { runbookUrl } from '../alarms/runbook-url';
import { chat } from '../chat/chat-config';
import { EXPORTER_SHAPE } from '../exporter/exporter-config';
import { messageInsights } from '../insights/insights-config';
import { monitoring, monitoringSinkArns } from '../monitoring/monitoring-config';
import { splitTags } from '../shared/context-text';
import { namePrefix } from '../shared/name-prefix';
import { hasNoRepeats } from '../shared/no-repeats';
import { REGION_NAME, REGIONS_ADVICE } from '../shared/region-names';
import { flag, list, refusing } from '../shared/schema-wording';
import { weeklyReport } from '../weekly-report/weekly-report-config';
import type { ExporterOptions } from './exporter-options';
import { tagProblems } from './tag-problems';

const TAGS_ADVICE = 'write an object of strings, or key=value,key=value';

/** An object. On the command line, users write `key=value,key=value`. */
const tags = z.preprocess(
  splitTags,
  z.record(z.string(), z.string(TAGS_ADVICE), TAGS_ADVICE).superRefine(refusing(tagProblems)),
);

/** Every setting, with its default. */
export const SETTINGS_SHAPE = {
  regions: list
    .pipe(z.array(z.string().regex(REGION_NAME, REGIONS_ADVICE)))
    .refine((names) => names.length > 0, 'write at least one Region, or leave the setting out')
    .refine(hasNoRepeats, 'write every Region once')
    .optional(),
  namePrefix,
  ...EXPORTER_SHAPE,
  tags: tags.default({}),
  alarms,
  notifications,
  chat,
  messageInsights,
  briefs: flag.optional(),
  weeklyReport,
  dashboard: flag.default(true),
  consoleWidgets: flag.optional(),
  healthEvents: flag.default(false),
  monitoringSinkArns,
  monitoring,
  runbookUrl,
} satisfies Record<keyof ExporterOptions | 'monitoring', z.ZodType>;

/** A checked configuration with all defaults. docs/configuration.md describes each setting. */
export type Config = z.infer<z.ZodObject<typeof SETTINGS_SHAPE>>;

export type SettingName = keyof typeof SETTINGS_SHAPE;

export const SETTING_NAMES = Object.keys(SETTINGS_SHAPE) as SettingName[];
