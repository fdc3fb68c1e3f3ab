import { Duration, Names, Stack, Token } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FilterPattern, MetricFilter, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LOG_METRICS, longestRequestMs } from '../../lambda/message-insights/contract';
import { toWidgetEnvironment } from '../../lambda/message-insights/widgets/contract';
import { logRetentionDays } from '../shared/log-retention';
import { createFunction, WHOLE_PROCESSOR_MB } from '../shared/nodejs-function';
import { readOptions } from '../shared/option-problems';
import { permitLookUps } from './insights-rights';
import type { MessageInsightsApi } from './message-insights-api';
import { widgetFunctionName } from './widget-function-name';

export interface ConsoleWidgetsProps {
  /** The widgets share the table, the turns and the settings of this API. */
  readonly insights: MessageInsightsApi;
  /** Days to keep log lines. Default: 30. */
  readonly logRetentionDays?: RetentionDays;
}

/**
 * The function behind the widgets that find mail on a dashboard. A dashboard invokes it with the permissions of its viewer,
 * and its answers are always masked, because the event does not name the viewer. It is a function of its own, because
 * whoever may invoke the function of the API can send it the event of an unmasked route.
 */
export class ConsoleWidgets extends Construct {
  /** The function that renders the widgets. */
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, { insights, ...options }: ConsoleWidgetsProps) {
    super(scope, id);
    const { logRetentionDays: retention } = readOptions({ logRetentionDays }, options);
    const { settings, api, table } = insights;
    const { stackName } = Stack.of(this);
    this.function = createFunction(this, 'Function', {
      description: 'Finds mail on the CloudWatch dashboard, without personal data',
      functionName: widgetFunctionName(Token.isUnresolved(stackName) ? Names.uniqueId(this) : stackName),
      feature: 'message-insights/widgets',
      environment: toWidgetEnvironment({ ...settings, apiUrl: api.apiEndpoint }),
      timeout: Duration.millis(longestRequestMs(settings.maxWaitSeconds)), // AWS documents no limit of a widget
      memoryMb: WHOLE_PROCESSOR_MB,
      logRetentionDays: retention,
    });
    permitLookUps(this.function, table);
    this.countLookUpsWithoutTable(insights);
  }

  /** Allows a principal to use the widgets. To open the dashboard, it also needs `cloudwatch:GetDashboard`. */
  grantView(grantee: IGrantable): Grant {
    return this.function.grantInvoke(grantee);
  }

  /** Counts in the metric of the API, because both share the table. */
  private countLookUpsWithoutTable(insights: MessageInsightsApi): void {
    const { namespace, metricName } = insights.metric('LookUpsWithoutTable');
    new MetricFilter(this, 'LookUpsWithoutTable', {
      logGroup: this.function.logGroup,
      filterPattern: FilterPattern.literal(LOG_METRICS.LookUpsWithoutTable.pattern),
      metricNamespace: namespace,
      metricName,
      metricValue: '1',
    });
  }
}
