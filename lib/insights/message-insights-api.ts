import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable, type IRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  DEFAULT_MAX_WAIT_SECONDS,
  LOG_METRICS,
  type LogMetricName,
  longestRequestMs,
  PREFLIGHT_THROTTLE,
  ROUTES,
  type RouteName,
  STAGE_THROTTLE,
  TABLE_KEY,
  TABLE_TTL,
  toEnvironment,
} from '../../lambda/message-insights/contract';
import { DEFAULT_NAMESPACE } from '../../lambda/send-statistics/contract';
import { allow } from '../shared/allow';
import { elsewhere } from '../shared/arn-region';
import { logNamespaceProblems, namespaceProblems } from '../shared/namespace';
import { createFunction, permit } from '../shared/nodejs-function';
import { printedValue } from '../shared/printed-value';
import { apiProblems } from './insights-config';
import type { JwtSettings } from './insights-settings';

export interface MessageInsightsApiProps {
  /** Longest time in seconds that a request waits for its turn to call SES. Default: 5. */
  readonly maxWaitSeconds?: number;
  /** Whether masked answers are kept for a while. Default: true. */
  readonly cache?: boolean;
  /** Web origins that browsers may call from. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Tokens to ask for in place of AWS signatures. Default: signatures (IAM). */
  readonly jwt?: JwtSettings;
  /** ARN of the KMS key that encrypts the table. Default: one that AWS owns, free of charge. */
  readonly encryptionKeyArn?: string;
  /** CloudWatch namespace of what is counted in the logs. Default: `SES/SendStatistics`. */
  readonly namespace?: string;
  /** How long log lines are kept. Default: one month. */
  readonly logRetention?: RetentionDays;
}

/** Routes that exist whatever is configured. */
const ALWAYS: readonly RouteName[] = ['masked', 'openapi', 'other'];

/**
 * Names neither path nor query nor address: ids, as callers paste them, may be anything. `error` and `integrationError`
 * are left out for the same reason.
 */
const ACCESS_LOG = `{${[
  '"requestId":"$context.requestId"',
  '"time":"$context.requestTime"',
  '"routeKey":"$context.routeKey"',
  '"status":$context.status',
  '"errorType":"$context.error.responseType"',
  '"responseLength":"$context.responseLength"',
  '"latencyMs":"$context.responseLatency"',
  '"integrationStatus":"$context.integrationStatus"',
  '"integrationLatencyMs":"$context.integrationLatency"',
].join(',')}}`;

/**
 * The API that tells what happened to one message: an HTTP API, its function, and the table that all instances share.
 *
 * @throws RangeError for settings that cannot work, all problems at once
 */
export class MessageInsightsApi extends Construct {
  readonly api: HttpApi;
  /** The function that answers. */
  readonly function: NodejsFunction;
  /** The next turn to call SES, and masked answers. A cache: nothing in it needs a backup. */
  readonly table: Table;
  private readonly namespace: string;
  private readonly authorizer: IHttpRouteAuthorizer;
  private readonly integration: HttpLambdaIntegration;
  private readonly jwt: JwtSettings | undefined;

  constructor(scope: Construct, id: string, props: MessageInsightsApiProps = {}) {
    super(scope, id);
    const { maxWaitSeconds = DEFAULT_MAX_WAIT_SECONDS, cache = true, corsOrigins = [], jwt } = props;
    const { logRetention = RetentionDays.ONE_MONTH } = props;
    this.namespace = props.namespace ?? DEFAULT_NAMESPACE;
    const problems = [
      ...[...namespaceProblems(this.namespace), ...logNamespaceProblems(this.namespace)].map(
        (problem) => `namespace is ${printedValue(this.namespace)}: ${problem}`,
      ),
      ...apiProblems(props),
      ...this.keyProblems(props.encryptionKeyArn),
    ];
    if (problems.length > 0) throw new RangeError(problems.join('; '));
    this.jwt = jwt;
    this.authorizer = jwt
      ? new HttpJwtAuthorizer('Jwt', jwt.issuer, { jwtAudience: [...jwt.audience] })
      : new HttpIamAuthorizer();

    this.table = this.createTable(props.encryptionKeyArn);
    this.function = createFunction(this, 'Function', {
      description: 'Looks up what happened to one message: SES GetMessageInsights, within one call a second',
      feature: 'message-insights',
      environment: toEnvironment({ tableName: this.table.tableName, maxWaitSeconds, cache }),
      timeout: Duration.millis(longestRequestMs(maxWaitSeconds)),
      logRetention,
    });
    permit(this.function, allow('ses:GetMessageInsights', '*'));
    permit(this.function, allow('ses:GetAccount', '*'));
    for (const action of ['GetItem', 'PutItem', 'UpdateItem']) {
      permit(this.function, allow(`dynamodb:${action}`, this.table.tableArn));
    }
    Validations.of(this.function.role as IRole).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'The two calls to SES are not made on resources',
    });
    if (props.encryptionKeyArn) this.allowKey(props.encryptionKeyArn);

    this.integration = new HttpLambdaIntegration('Function', this.function);
    this.api = this.createApi(corsOrigins);
    const { stage, accessLog } = this.createStage(logRetention);
    if (corsOrigins.length > 0) this.openPreflight(stage);
    this.countIn({ access: accessLog, function: this.function.logGroup as LogGroup });
  }

  /**
   * Lets somebody look messages up, without personal data, and read the OpenAPI document.
   *
   * @throws RangeError for an API that takes tokens: those grant by their scope
   */
  grantLookUp(grantee: IGrantable): Grant {
    return this.grantInvoke(grantee, ['masked', 'openapi']);
  }

  /**
   * Lets somebody look messages up with addresses, subjects and all; each use is logged with its caller.
   *
   * @throws RangeError for an API that takes tokens: those grant by their scope
   */
  grantUnmaskedLookUp(grantee: IGrantable): Grant {
    return this.grantInvoke(grantee, ['unmasked']);
  }

  /** What is counted in the logs of the API; there is no data as long as nothing is counted. */
  metric(name: LogMetricName, options?: MetricOptions): Metric {
    return new Metric({ namespace: this.namespace, metricName: name, dimensionsMap: {}, statistic: 'Sum', ...options });
  }

  private keyProblems(keyArn: string | undefined): string[] {
    const problem = keyArn?.startsWith?.('arn:') && elsewhere(keyArn, Stack.of(this), 'a key');
    return problem ? [`encryptionKeyArn ${problem}`] : [];
  }

  private createTable(encryptionKeyArn: string | undefined): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: TABLE_KEY, type: AttributeType.STRING },
      timeToLiveAttribute: TABLE_TTL,
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKeyArn && {
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: Key.fromKeyArn(this, 'Key', encryptionKeyArn),
      }),
    });
    Validations.of(table).acknowledge({
      id: 'AwsSolutions::AwsSolutions-DDB3',
      reason: 'It is a cache: what is lost is asked of SES again',
    });
    return table;
  }

  /** DynamoDB uses the key in the name of who calls it. */
  private allowKey(keyArn: string): void {
    const { region, urlSuffix } = Stack.of(this);
    const viaDynamoDb = { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } };
    for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey']) {
      permit(this.function, allow(action, keyArn, viaDynamoDb));
    }
  }

  private createApi(corsOrigins: readonly string[]): HttpApi {
    const api = new HttpApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-message-insights`,
      description: 'What happened to one message sent through SES',
      createDefaultStage: false,
      ...(corsOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: [...corsOrigins],
          allowMethods: [CorsHttpMethod.GET],
          allowHeaders: [
            'authorization',
            'cache-control',
            'x-amz-date',
            'x-amz-security-token',
            'x-amz-content-sha256',
          ],
          exposeHeaders: ['age', 'retry-after', 'x-request-id'],
        },
      }),
    });
    const routes = [...ALWAYS, ...(this.scopeOf('unmasked') === undefined && this.jwt ? [] : ['unmasked' as const])];
    for (const name of routes) {
      new HttpRoute(this, `Route-${name}`, {
        httpApi: api,
        routeKey: toRouteKey(name),
        integration: this.integration,
        authorizer: this.authorizer,
        authorizationScopes: [this.scopeOf(name) ?? []].flat(),
      });
    }
    return api;
  }

  private createStage(retention: RetentionDays): { stage: HttpStage; accessLog: LogGroup } {
    const accessLog = new LogGroup(this, 'AccessLog', { retention, removalPolicy: RemovalPolicy.DESTROY });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: STAGE_THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    });
    return { stage, accessLog };
  }

  /** Browsers send no credentials with a preflight request, and the `$default` route would ask for them. The answer is empty. */
  private openPreflight(stage: HttpStage): void {
    const route = new HttpRoute(this, 'Route-preflight', {
      httpApi: this.api,
      routeKey: toRouteKey('preflight'),
      integration: this.integration,
      authorizer: new HttpNoneAuthorizer(),
    });
    Validations.of(route).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason: 'CORS preflight requests carry no credentials; the answer is empty',
    });
    const { rateLimit, burstLimit } = PREFLIGHT_THROTTLE;
    (stage.node.defaultChild as CfnStage).routeSettings = {
      [ROUTES.preflight]: { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    };
    stage.node.addDependency(route); // API Gateway refuses settings of a route that does not exist yet
  }

  private countIn(logs: Readonly<Record<(typeof LOG_METRICS)[LogMetricName]['log'], LogGroup>>): void {
    for (const [name, { log, pattern }] of Object.entries(LOG_METRICS)) {
      new MetricFilter(this, name, {
        logGroup: logs[log],
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: this.namespace,
        metricName: name,
        metricValue: '1',
      });
    }
  }

  /** The scope that a token must have for a route. */
  private scopeOf(name: RouteName): string | undefined {
    return name === 'unmasked' ? this.jwt?.unmaskedScope : this.jwt?.scope;
  }

  /** CDK's own grant cuts the path at its first parameter, and so covers more than the route. */
  private grantInvoke(grantee: IGrantable, routes: readonly RouteName[]): Grant {
    if (this.jwt) throw new RangeError('This API takes tokens, not AWS signatures: give the token its scope instead');
    const paths = routes.map((name) => ROUTES[name].replace(' ', '').replace(/\{\w+\}/g, '*'));
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: paths.map((path) =>
        Stack.of(this).formatArn({
          service: 'execute-api',
          resource: this.api.apiId,
          resourceName: `$default/${path}`,
        }),
      ),
    });
  }
}

function toRouteKey(name: RouteName): HttpRouteKey {
  const [method, path] = ROUTES[name].split(' ');
  return path === undefined ? HttpRouteKey.DEFAULT : HttpRouteKey.with(path, method as HttpMethod);
}
