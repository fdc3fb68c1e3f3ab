import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FilterPattern, LogGroup, MetricFilter, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  type InsightsSettings,
  LOG_METRICS,
  type LogMetricName,
  longestRequestMs,
  PREFLIGHT_THROTTLE,
  ROUTES,
  type RouteName,
  STAGE_THROTTLE,
  toEnvironment,
} from '../../lambda/message-insights/contract';
import { TABLE_KEY, TABLE_TTL } from '../../lambda/shared/contract';
import { acknowledge } from '../shared/acknowledge';
import { createFunction, WHOLE_PROCESSOR_MB } from '../shared/nodejs-function';
import { readOptions } from '../shared/option-problems';
import { arnFor, missingArnProblems, regionsOf } from '../shared/regional-arns';
import { ACCESS_LOG } from './access-log';
import { API_SHAPE, KEY } from './insights-config';
import { permitLookUps } from './insights-rights';
import type { JwtSettings } from './insights-settings';
import { type Access, arnPathsOf, routesWith, scopesOf } from './route-access';

/** The options of message look-ups in every Region. */
export interface InsightsOptions {
  /** Longest time in seconds that a request waits for its turn to call SES. Default: 5. */
  readonly maxWaitSeconds?: number;
  /** Whether to cache masked answers. Default: true. */
  readonly cache?: boolean;
  /** Web origins that browsers may call from. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Tokens to require instead of AWS signatures. Default: signatures (IAM). */
  readonly jwt?: JwtSettings;
  /** ARNs of KMS keys that encrypt the table, one for each Region. Default: a key that AWS owns, free of charge. */
  readonly encryptionKeyArns?: readonly string[];
}

export interface MessageInsightsApiProps extends InsightsOptions {
  /** CloudWatch namespace of the metrics that are counted in the logs. Default: `SES/SendStatistics`. */
  readonly namespace?: string;
  /** Days to keep log lines. Default: 30. */
  readonly logRetentionDays?: RetentionDays;
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html */
const MAX_API_NAME_LENGTH = 128;
const API_NAME_END = '-message-insights';

/**
 * The API that looks up the events of one message and searches for mail: an HTTP API, its function, and the table that all
 * instances share.
 *
 * @throws ConfigError with all problems of the options at once
 */
export class MessageInsightsApi extends Construct {
  readonly api: HttpApi;
  /** The function that answers requests. */
  readonly function: NodejsFunction;
  /** Holds the turns to call SES, cached masked answers, the states of searches, and incidents. The table needs no backup. */
  readonly table: Table;
  /** The settings of the function. */
  readonly settings: InsightsSettings;
  private readonly namespace: string;
  private readonly authorizer: IHttpRouteAuthorizer;
  private readonly integration: HttpLambdaIntegration;
  private readonly jwt: JwtSettings | undefined;

  constructor(scope: Construct, id: string, props: MessageInsightsApiProps = {}) {
    super(scope, id);
    const stack = Stack.of(this);
    const { maxWaitSeconds, cache, corsOrigins, jwt, encryptionKeyArns, namespace, logRetentionDays } = readOptions(
      API_SHAPE,
      props,
      ({ encryptionKeyArns: arns }) =>
        missingArnProblems({ place: { path: ['encryptionKeyArns'] }, arns, resource: KEY }, regionsOf(stack)),
    );
    const encryptionKeyArn = arnFor(stack.region, encryptionKeyArns);
    this.namespace = namespace;
    this.jwt = jwt;
    this.authorizer = jwt
      ? new HttpJwtAuthorizer('Jwt', jwt.issuer, { jwtAudience: [...jwt.audience] })
      : new HttpIamAuthorizer();

    this.table = this.createTable(encryptionKeyArn);
    this.settings = { tableName: this.table.tableName, maxWaitSeconds, cache };
    this.function = createFunction(this, 'Function', {
      description: 'Looks up what happened to one message, and finds mail, within the limits of SES',
      feature: 'message-insights',
      environment: toEnvironment(this.settings),
      timeout: Duration.millis(longestRequestMs(maxWaitSeconds)),
      memoryMb: WHOLE_PROCESSOR_MB,
      logRetentionDays,
    });
    permitLookUps(this.function, this.table);

    this.integration = new HttpLambdaIntegration('Function', this.function);
    this.api = this.createApi(corsOrigins);
    const { stage, accessLog } = this.createStage(logRetentionDays);
    if (corsOrigins.length > 0) this.addPreflightRoute(stage);
    this.countLogLines({ access: accessLog, function: this.function.logGroup as LogGroup });
  }

  /**
   * Allows a principal to look messages up without personal data, and to read the OpenAPI document, but not to search.
   *
   * @throws RangeError for an API that requires tokens, because the scope of a token grants access
   */
  grantLookUp(grantee: IGrantable): Grant {
    return this.grantInvoke(grantee, 'lookUp');
  }

  /**
   * Allows a principal to look messages up with personal data, such as addresses and subjects. Each use is logged with its
   * caller.
   *
   * @throws RangeError for an API that requires tokens, because the scope of a token grants access
   */
  grantUnmaskedLookUp(grantee: IGrantable): Grant {
    return this.grantInvoke(grantee, 'unmaskedLookUp');
  }

  /**
   * Allows a principal to search for mail without personal data, to look recipients up, to read the daily numbers, and to read
   * the OpenAPI document.
   *
   * @throws RangeError for an API that requires tokens, because the scope of a token grants access
   */
  grantSearch(grantee: IGrantable): Grant {
    return this.grantInvoke(grantee, 'search');
  }

  /**
   * Allows a principal to search for mail with personal data, such as addresses and subjects. Each use is logged with its
   * caller.
   *
   * @throws RangeError for an API that requires tokens, because the scope of a token grants access
   */
  grantUnmaskedSearch(grantee: IGrantable): Grant {
    return this.grantInvoke(grantee, 'unmaskedSearch');
  }

  /** Returns a metric that CloudWatch Logs counts in the logs of the API. The metric has no data until the first event. */
  metric(name: LogMetricName, options?: MetricOptions): Metric {
    return new Metric({ namespace: this.namespace, metricName: name, dimensionsMap: {}, statistic: 'Sum', ...options });
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
    acknowledge(table, {
      rule: 'AwsSolutions-DDB3',
      reason: 'The table is a cache: SES still has the data',
    });
    return table;
  }

  private createApi(corsOrigins: readonly string[]): HttpApi {
    const api = new HttpApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName.slice(0, MAX_API_NAME_LENGTH - API_NAME_END.length)}${API_NAME_END}`,
      description: 'What happened to mail sent through SES',
      createDefaultStage: false,
      ...(corsOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: [...corsOrigins],
          allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
          allowHeaders: [
            'authorization',
            'cache-control',
            'content-type',
            'x-amz-date',
            'x-amz-security-token',
            'x-amz-content-sha256',
          ],
          exposeHeaders: ['age', 'location', 'retry-after', 'x-request-id'],
        },
      }),
    });
    for (const name of routesWith(this.jwt)) {
      new HttpRoute(this, `Route-${name}`, {
        httpApi: api,
        routeKey: toRouteKey(name),
        integration: this.integration,
        authorizer: this.authorizer,
        authorizationScopes: this.jwt ? scopesOf(name, this.jwt) : [],
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

  /**
   * Adds a route for preflight requests, because browsers send them without credentials, and the `$default` route requires
   * credentials.
   */
  private addPreflightRoute(stage: HttpStage): void {
    const route = new HttpRoute(this, 'Route-preflight', {
      httpApi: this.api,
      routeKey: toRouteKey('preflight'),
      integration: this.integration,
      authorizer: new HttpNoneAuthorizer(),
    });
    acknowledge(route, {
      rule: 'AwsSolutions-APIG4',
      reason: 'CORS preflight requests carry no credentials; the answer is empty',
    });
    const { rateLimit, burstLimit } = PREFLIGHT_THROTTLE;
    (stage.node.defaultChild as CfnStage).routeSettings = {
      [ROUTES.preflight]: { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    };
    stage.node.addDependency(route); // API Gateway refuses settings for a route that does not exist
  }

  private countLogLines(logs: Readonly<Record<(typeof LOG_METRICS)[LogMetricName]['log'], LogGroup>>): void {
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

  /** Allows a principal to call routes. CDK's grant ends the path at its first parameter, and would cover more than a route. */
  private grantInvoke(grantee: IGrantable, access: Access): Grant {
    if (this.jwt)
      throw new RangeError('This API requires tokens, not AWS signatures: grant the scope to the token instead');
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: arnPathsOf(access).map((path) =>
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
