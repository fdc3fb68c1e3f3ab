import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  type CfnAlarm,
  ComparisonOperator,
  type CompositeAlarm,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import type { MessageInsightsApi } from '../insights/message-insights-api';
import { readOptions } from '../shared/option-problems';
import { regionalName } from '../shared/regional-name';
import { warn } from '../shared/synth-warnings';
import { alarms } from './alarm-config';
import { PAGE_SLUG, RatesPage } from './alarm-page';
import type { AlarmContext, AlarmLevel, SettingOfKind } from './alarm-row';
import { type AlarmOverrides, alarmProblems, warmUpMinutes } from './alarm-settings';
import {
  ALARM_NAMES,
  type AlarmName,
  type AlarmSettings,
  mapAlarms,
  pagerOfShutdown,
  rowOf,
  toSlug,
} from './alarm-table';
import { toDescription } from './alarm-texts';
import type { AlarmTopics } from './alarm-topics';
import { okActions } from './notification-config';
import { warnAboutReceivers } from './receiver-warnings';
import { DEFAULT_RUNBOOK_URL, runbookUrl } from './runbook-url';

export interface SendAlarmsProps {
  readonly exporter: SendStatisticsExporter;
  readonly topics: AlarmTopics;
  /** The look-up API to watch. Default: none, and no alarms on look-ups. */
  readonly insights?: MessageInsightsApi;
  /**
   * Other numbers for each alarm, or false to switch the alarm off. A single false switches all alarms off.
   * Default: `DEFAULT_ALARMS`.
   */
  readonly alarms?: false | AlarmOverrides;
  /** URL of RUNBOOK.md, at most 300 characters, without a fragment. Alarms link to its headings. Default: `RUNBOOK.md`. */
  readonly runbookUrl?: string;
  /** Levels whose receivers also get a message when an alarm ends. Default: critical. */
  readonly okActions?: readonly AlarmLevel[];
}

type Setting = SettingOfKind[keyof SettingOfKind];

/**
 * All alarms on the exporter's metrics, on AWS's own rates, on the exporter and on look-ups.
 *
 * @throws ConfigError with all problems of the props at once
 */
export class SendAlarms extends Construct {
  /** The alarms that are not switched off, by name. */
  readonly alarms: Readonly<Partial<Record<AlarmName, Alarm>>>;
  /** Pages for all critical alarms on rates. Undefined if fewer than two of them are on, because one pages by itself. */
  readonly ratesPage: CompositeAlarm | undefined;
  /** The settings in force. False for an alarm that does not exist. */
  readonly settings: AlarmSettings;
  private readonly props: SendAlarmsProps;
  private readonly okLevels: readonly AlarmLevel[];
  private readonly runbookUrl: string;

  constructor(scope: Construct, id: string, props: SendAlarmsProps) {
    super(scope, id);
    this.props = props;
    const { alarms: settings, okActions, runbookUrl = DEFAULT_RUNBOOK_URL } = readProps(props);
    this.okLevels = okActions;
    this.runbookUrl = runbookUrl;
    const alarms: Partial<Record<AlarmName, Alarm>> = {};
    for (const name of ALARM_NAMES) {
      const alarm = this.createAlarm(name, settings);
      if (alarm) alarms[name] = alarm;
    }
    this.alarms = alarms;
    this.settings = mapAlarms((_, name) => alarms[name] !== undefined && settings[name]) as AlarmSettings;
    this.ratesPage = this.createRatesPage();
    for (const name of ALARM_NAMES) this.notify(name);
    if (this.ratesPage) this.addActions('critical', this.ratesPage);
    this.warnAboutProps();
  }

  /** The alarm that pages for bounces and complaints: `ratesPage`, or the only critical alarm on a rate that is on. */
  get ratesPager(): AlarmBase | undefined {
    return this.ratesPage ?? ALARM_NAMES.flatMap((name) => (rowOf(name).page && this.alarms[name]) || [])[0];
  }

  private warnAboutProps(): void {
    const existing = ALARM_NAMES.filter((name) => this.alarms[name]);
    warnAboutReceivers(this, this.props.topics, new Set(existing.map((name) => rowOf(name).level)));
    if (existing.length > 0 && this.runbookUrl === DEFAULT_RUNBOOK_URL) {
      warn(
        this,
        'runbookUrl',
        `Alarms link to ${DEFAULT_RUNBOOK_URL}, which opens nothing on a phone: copy the file to a place that people on call can read, and write its URL as "exporter:runbookUrl" in cdk.json, or as runbookUrl in the options of a stage or stack`,
      );
    }
  }

  /** The names of the alarms in AWS: those that page by themselves, and all of them. */
  get names(): { readonly pagers: string[]; readonly all: string[] } {
    const toName = (slug: string) => regionalName(Stack.of(this), slug);
    const page = this.ratesPage ? [toName(PAGE_SLUG)] : [];
    const existing = ALARM_NAMES.filter((name) => this.alarms[name]);
    const pagers = existing.filter((name) => rowOf(name).level === 'critical' && !this.isPagedTogether(name));
    const toNames = (names: readonly AlarmName[]) => names.map((name) => toName(toSlug(name)));
    return { pagers: [...page, ...toNames(pagers)], all: [...page, ...toNames(existing)] };
  }

  private createAlarm(name: AlarmName, settings: AlarmSettings): Alarm | undefined {
    const row = rowOf(name);
    const setting: Setting | false = settings[name];
    const context = this.contextOf(name, settings);
    const metric = setting ? row.metric(setting, context) : undefined;
    if (!setting || !metric) return undefined;
    const link = `${this.runbookUrl}#alarm-${toSlug(name)}`;
    const alarm = new Alarm(this, name, {
      alarmName: regionalName(Stack.of(this), toSlug(name)),
      alarmDescription: toDescription(row.description(setting, context), Stack.of(this), link),
      metric,
      ...comparisonOf(setting),
      evaluationPeriods: setting.evaluationPeriods,
      datapointsToAlarm: setting.datapointsToAlarm,
      treatMissingData: row.missingData,
    });
    if (row.kind === 'heartbeat') this.warmUp(alarm, setting);
    return alarm;
  }

  private contextOf(name: AlarmName, settings: AlarmSettings): AlarmContext {
    const { exporter, insights } = this.props;
    const pager = pagerOfShutdown(settings);
    return { exporter, insights, pagesForShutdown: pager === name, shutdownPager: pager && toSlug(pager) };
  }

  /**
   * Sets the warm-up of a heartbeat. At the end of the warm-up, a new stack has polled in every period that the alarm
   * evaluates, because the first poll comes within one period. Without the second property, the warm-up would end at once,
   * because FILL leaves no gap in the data.
   */
  private warmUp(alarm: Alarm, setting: Setting): void {
    // Older versions of CDK have no property for this, and would leave it out without an error.
    (alarm.node.defaultChild as CfnAlarm).addPropertyOverride('WarmUpConfiguration', {
      WarmUpPeriodDurationInMinutes: warmUpMinutes(setting, this.props.exporter.period.toMinutes()),
      OnlyStartEvaluatingAfterWarmUpPeriodEnds: true,
    });
  }

  private createRatesPage(): CompositeAlarm | undefined {
    const members = ALARM_NAMES.filter((name) => rowOf(name).page && this.alarms[name]);
    if (members.length < 2) return undefined;
    const { settings, alarms, runbookUrl } = this;
    return new RatesPage(this, 'RatesPage', { exporter: this.props.exporter, settings, alarms, runbookUrl }).alarm;
  }

  private notify(name: AlarmName): void {
    const alarm = this.alarms[name];
    if (alarm && !this.isPagedTogether(name)) this.addActions(rowOf(name).level, alarm);
  }

  /** Returns whether another alarm pages for this one. */
  private isPagedTogether(name: AlarmName): boolean {
    return rowOf(name).page !== undefined && this.ratesPage !== undefined;
  }

  private addActions(level: AlarmLevel, alarm: AlarmBase): void {
    const action = new SnsAction(this.props.topics.topics[level]);
    alarm.addAlarmAction(action);
    if (this.okLevels.includes(level)) alarm.addOkAction(action);
  }
}

/** Returns the threshold and the operator of a breach. A missing value of a heartbeat is negative. */
function comparisonOf(setting: Setting): { threshold: number; comparisonOperator: ComparisonOperator } {
  return 'threshold' in setting
    ? {
        threshold: setting.threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      }
    : { threshold: 0, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD };
}

const OPTIONS = { alarms, okActions, runbookUrl };

/** `settings` was an option of version 0.2. */
const SETTINGS_ADVICE = '"settings": no such option exists, write its entries in "alarms"';

function readProps({ exporter, ...props }: SendAlarmsProps) {
  const { settings } = props as { readonly settings?: unknown };
  return readOptions(OPTIONS, props, (options, broken) => [
    ...(settings === undefined ? [] : [SETTINGS_ADVICE]),
    ...(broken.has('alarms')
      ? []
      : alarmProblems(options.alarms, exporter.windowLabels, exporter.period.toMinutes()).map(
          (problem) => `"alarms": ${problem}`,
        )),
  ]);
}
