import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { Alarm, Dashboard, type IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { PAGE_SLUG } from '../alarms/alarm-page';
import { ALARM_NAMES, toSlug } from '../alarms/alarm-table';
import type { SendAlarms } from '../alarms/send-alarms';
import type { SendStatisticsExporter } from '../exporter/send-statistics-exporter';
import { readOptions } from '../shared/option-problems';
import { regionNames } from '../shared/region-names';
import { nameInRegion, regionalName } from '../shared/regional-name';
import {
  accountWidget,
  ageWidget,
  alarmStates,
  attemptsWidget,
  awsRateWidget,
  explanation,
  heading,
  RATE_NAMES,
  rateWidget,
} from './dashboard-widgets';

/** The end of the dashboard's name. */
export const ALL_REGIONS = 'all-Regions';

export interface CrossRegionDashboardProps {
  readonly exporter: SendStatisticsExporter;
  readonly alarms: SendAlarms;
  /** Regions to show. Each Region has an exporter like this one, in a stack whose name differs only in the Region. */
  readonly regions: readonly string[];
}

/**
 * Shows all Regions of an account on one dashboard, one below the other.
 *
 * @throws ConfigError if `regions` is empty, or has an element that is not the name of a Region
 */
export class CrossRegionDashboard extends Construct {
  constructor(scope: Construct, id: string, { exporter, alarms, ...props }: CrossRegionDashboardProps) {
    super(scope, id);
    const { regions } = readOptions({ regions: regionNames }, props);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: regionalName(Stack.of(this), ALL_REGIONS) });
    for (const region of regions) {
      dashboard.addWidgets(heading(region));
      const states = this.alarmsOf(region, alarms);
      if (states.length > 0) dashboard.addWidgets(alarmStates(states));
      for (const name of RATE_NAMES) {
        dashboard.addWidgets(rateWidget(name, exporter, alarms, region), awsRateWidget(name, region));
      }
      dashboard.addWidgets(attemptsWidget(exporter, region), accountWidget(exporter, region));
      dashboard.addWidgets(ageWidget(exporter, region));
    }
    dashboard.addWidgets(explanation());
  }

  /** Returns the alarms of another Region's stack, which has the same alarms as this one. */
  private alarmsOf(region: string, { alarms, ratesPage }: SendAlarms): IAlarmRef[] {
    const stack = Stack.of(this);
    const page = ratesPage ? [['ratesPage', PAGE_SLUG] as const] : [];
    const others = ALARM_NAMES.filter((name) => alarms[name]).map((name) => [name, toSlug(name)] as const);
    return [...page, ...others].map(([name, slug]) => {
      const resourceName = nameInRegion(stack, region, slug);
      const alarm = { service: 'cloudwatch', resource: 'alarm', region, resourceName };
      const arn = Arn.format({ ...alarm, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
      return Alarm.fromAlarmArn(this, `${region}-${name}`, arn);
    });
  }
}
