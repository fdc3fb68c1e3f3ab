import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Fn } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import type { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { AccountRootPrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as fc from 'fast-check';
import {
  DEFAULT_MAX_WAIT_SECONDS,
  GATEWAY_TIMEOUT_MS,
  LOG_METRICS,
  type LogMetricName,
  longestRequestMs,
  PREFLIGHT_THROTTLE,
  ROUTES,
} from '../../../lambda/message-insights/contract';
import { readSettings } from '../../../lambda/message-insights/settings';
import { TABLE_KEY, TABLE_TTL } from '../../../lambda/shared/contract';
import type { MessageInsightsApi, MessageInsightsApiProps } from '../../../lib/insights/message-insights-api';
import { ConfigError } from '../../../lib/shared/config-error';
import { ask, eventOf, type InsightsWorld, idOf, startInsightsWorld } from '../../support/insights-world';
import { messageOf } from '../../support/messages';
import { createInsights, statementsOf } from '../../support/template';
import { HOUR } from '../../support/world';

const JWT = { issuer: 'https://login.example.com', audience: ['tools'], scope: 'look-up' };
const ORIGIN = 'https://tools.example.com';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const { masked, unmasked, openapi, other, preflight, startSearch, search, unmaskedSearch } = ROUTES;
const SEARCH_ROUTES = [ROUTES.recipient, startSearch, search, ROUTES.startBreakdown, ROUTES.breakdown];
const UNMASKED_SEARCH_ROUTES = [ROUTES.startUnmaskedSearch, unmaskedSearch];
const { template } = createInsights();

/** Returns the error for one problem. */
function refusal(problem: string): ConfigError {
  return new ConfigError(`The configuration cannot be used:\n- ${problem}`);
}

/** Returns the properties of the only resource of a type. */
function only(type: string, of: Template = template) {
  const found = Object.entries(of.findResources(type)).map(([logicalId, { Properties }]) => ({
    logicalId,
    ...Properties,
  }));
  expect(found).toHaveLength(1);
  return found[0];
}

/** Returns the authorization type of each route, and the scopes that the route requires of a token. */
function routesOf(props?: MessageInsightsApiProps): Record<string, string[]> {
  const routes = Object.values(createInsights(props).template.findResources('AWS::ApiGatewayV2::Route'));
  return Object.fromEntries(
    routes.map(({ Properties: { RouteKey, AuthorizationType, AuthorizationScopes = [] } }) => [
      RouteKey,
      [AuthorizationType, ...AuthorizationScopes],
    ]),
  );
}

describe('routes', () => {
  const allWith = (routes: readonly string[], authorization: string[]) =>
    Object.fromEntries(routes.map((route) => [route, authorization]));
  const SIGNED = allWith([masked, unmasked, ...SEARCH_ROUTES, ...UNMASKED_SEARCH_ROUTES, openapi, other], ['AWS_IAM']);
  const WITH_TOKEN = {
    [masked]: ['JWT', 'look-up'],
    [openapi]: ['JWT', 'look-up'],
    [other]: ['JWT', 'look-up'],
  };

  it.each<[string, MessageInsightsApiProps | undefined, Record<string, string[]>]>([
    ['all require a signature by default', undefined, SIGNED],
    ['with an issuer, require a token with a scope, and exclude personal data and searches', { jwt: JWT }, WITH_TOKEN],
    [
      'show personal data only to tokens of another scope',
      { jwt: { ...JWT, unmaskedScope: 'personal-data' } },
      { ...WITH_TOKEN, [unmasked]: ['JWT', 'personal-data'] },
    ],
    [
      'search only for tokens of another scope, which also allows the OpenAPI document',
      { jwt: { ...JWT, searchScope: 'search' } },
      {
        ...WITH_TOKEN,
        ...allWith(SEARCH_ROUTES, ['JWT', 'search']),
        ...allWith([openapi, other], ['JWT', 'look-up', 'search']),
      },
    ],
    [
      'search with personal data only for tokens of a fourth scope',
      { jwt: { ...JWT, unmaskedSearchScope: 'all-mail' } },
      { ...WITH_TOKEN, ...allWith(UNMASKED_SEARCH_ROUTES, ['JWT', 'all-mail']) },
    ],
    [
      'with CORS origins, are open only to browsers’ preflight requests',
      { corsOrigins: [ORIGIN] },
      { ...SIGNED, [preflight]: ['NONE'] },
    ],
    [
      'with CORS origins and an issuer, are open only to preflight requests',
      { corsOrigins: [ORIGIN], jwt: JWT },
      { ...WITH_TOKEN, [preflight]: ['NONE'] },
    ],
  ])('%s', (_, props, expected) => {
    expect(routesOf(props)).toEqual(expected);
  });

  it('throttle preflight requests separately, once their route exists', () => {
    const of = createInsights({ corsOrigins: [ORIGIN] }).template;
    const [stage] = Object.values(of.findResources('AWS::ApiGatewayV2::Stage'));
    const { rateLimit, burstLimit } = PREFLIGHT_THROTTLE;
    expect(stage?.Properties.RouteSettings).toEqual({
      [preflight]: { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
    });
    const [route] = Object.entries(of.findResources('AWS::ApiGatewayV2::Route')).find(
      ([, { Properties }]) => Properties.RouteKey === preflight,
    ) as [string, object];
    expect(stage?.DependsOn).toContain(route);
    expect(only('AWS::ApiGatewayV2::Stage')).not.toHaveProperty('RouteSettings');
  });

  it('check a token’s issuer and audience', () => {
    const { AuthorizerType, JwtConfiguration, IdentitySource } = only(
      'AWS::ApiGatewayV2::Authorizer',
      createInsights({ jwt: { ...JWT, audience: ['tools', 'widgets'] } }).template,
    );
    expect({ AuthorizerType, JwtConfiguration, IdentitySource }).toEqual({
      AuthorizerType: 'JWT',
      JwtConfiguration: { Issuer: 'https://login.example.com', Audience: ['tools', 'widgets'] },
      IdentitySource: ['$request.header.Authorization'],
    });
  });

  it('pass events in the format that the function reads', () => {
    expect(only('AWS::ApiGatewayV2::Integration').PayloadFormatVersion).toBe('2.0');
  });

  it.each([
    ...Object.entries(ROUTES)
      .filter(([name]) => name !== 'preflight' && name !== 'other')
      .map(([, route]) => route.replace(' ', '')),
    '$default', // API Gateway adds no method and no path for its default route
  ])('of this API alone may invoke the function: %s', (route) => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission')).map(
      ({ Properties }) => Properties,
    );
    for (const { Principal, Action } of permissions) {
      expect([Principal, Action]).toEqual(['apigateway.amazonaws.com', 'lambda:InvokeFunction']);
    }
    const allowed = permissions.map(({ SourceArn }) => toArn(SourceArn));
    const source = `arn:aws:execute-api:eu-west-1:111122223333:API/$default/${route}`;
    expect(isGranted(allowed, source)).toBe(true);
    expect(isGranted(allowed, source.replace('API', 'OTHER'))).toBe(false);
  });

  it.each([
    ['unmaskedScope', 'look-up', 'masked look-ups'],
    ['searchScope', 'look-up', 'masked look-ups'],
    ['unmaskedSearchScope', 'look-up', 'masked look-ups'],
    ['searchScope', 'unmasked', 'unmasked look-ups'],
    ['unmaskedSearchScope', 'unmasked', 'unmasked look-ups'],
    ['unmaskedSearchScope', 'search', 'searches'],
  ])('need a scope of their own in %s: "%s" is already the scope of %s', (setting, scope, owner) => {
    const jwt = { ...JWT, unmaskedScope: 'unmasked', searchScope: 'search', [setting]: scope };
    expect(() => createInsights({ jwt })).toThrow(
      refusal(`"jwt", ${setting} is "${scope}": write a scope other than that of ${owner}, or leave ${setting} out`),
    );
  });
});

describe('CORS', () => {
  it('is off by default', () => {
    expect(only('AWS::ApiGatewayV2::Api')).not.toHaveProperty('CorsConfiguration');
  });

  it('allows the origins to send a body and the headers of a signature, a token and a refresh', () => {
    const { CorsConfiguration } = only(
      'AWS::ApiGatewayV2::Api',
      createInsights({ corsOrigins: [ORIGIN, 'http://localhost:3000'] }).template,
    );
    expect(CorsConfiguration).toEqual({
      AllowOrigins: [ORIGIN, 'http://localhost:3000'],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: [
        'authorization',
        'cache-control',
        'content-type',
        'x-amz-date',
        'x-amz-security-token',
        'x-amz-content-sha256',
      ],
      ExposeHeaders: ['age', 'location', 'retry-after', 'x-request-id'],
    });
  });
});

describe('the stage', () => {
  const stage = only('AWS::ApiGatewayV2::Stage');
  const format: string = stage.AccessLogSettings.Format;

  it('is the only one, and allows five requests a second with a burst of ten', () => {
    expect(stage.StageName).toBe('$default');
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 });
    expect(stage).not.toHaveProperty('RouteSettings');
  });

  it('logs nothing that the caller writes, and nothing that identifies the caller', () => {
    const logged = format.match(/\$context\.[\w.]+/g) ?? [];
    expect(logged).toContain('$context.routeKey');
    const forbidden =
      /path|query|header|cookie|ip\b|sourceIp|user|identity|caller|account|authorizer|domain|message|integrationError/i;
    expect(logged.filter((variable) => forbidden.test(variable))).toEqual([]);
    expect(logged.filter((variable) => /\berror\b/.test(variable))).toEqual(['$context.error.responseType']);
  });

  it('logs JSON, in which the status is a number', () => {
    expect(JSON.parse(accessLine(404))).toEqual({
      requestId: '-',
      time: '-',
      routeKey: '-',
      status: 404,
      errorType: '-',
      responseLength: '-',
      latencyMs: '-',
      integrationStatus: '-',
      integrationLatencyMs: '-',
    });
  });
});

/** Returns a line of the access log. API Gateway writes `-` for unknown values. */
function accessLine(status: number): string {
  const { Format } = only('AWS::ApiGatewayV2::Stage').AccessLogSettings;
  return Format.replace('$context.status', String(status)).replaceAll(/\$context\.[\w.]+/g, '-');
}

describe('the table', () => {
  const table = only('AWS::DynamoDB::Table');

  it('is billed per request, deletes old items, and is deleted with the stack', () => {
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: TABLE_KEY, KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: TABLE_KEY, AttributeType: 'S' }],
      TimeToLiveSpecification: { AttributeName: TABLE_TTL, Enabled: true },
    });
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  it('has no backup, because it is a cache', () => {
    expect(table).not.toHaveProperty('PointInTimeRecoverySpecification');
  });

  it('is encrypted with an AWS owned key by default', () => {
    expect(table).not.toHaveProperty('SSESpecification');
    expect(rightsOf(template).filter(([action]) => String(action).startsWith('kms:'))).toEqual([]);
  });

  it('is encrypted with the configured key, which the function may use only through DynamoDB', () => {
    const { template: own } = createInsights({ encryptionKeyArns: [KEY] });
    expect(only('AWS::DynamoDB::Table', own).SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: KEY,
    });
    const viaDynamoDb = {
      StringEquals: {
        'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] },
      },
    };
    expect(rightsOf(own).filter(([action]) => String(action).startsWith('kms:'))).toEqual(
      ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'].map((action) => [
        action,
        KEY,
        viaDynamoDb,
      ]),
    );
  });
});

/** Returns the rights of the function: action, resource, condition. */
function rightsOf(of: Template): unknown[][] {
  return statementsOf(of, 'FunctionRole').map(({ Action, Resource, Condition }) => [
    Action,
    nameOf(Resource),
    Condition,
  ]);
}

/** Returns the logical id of a resource in a template, or an ARN in the partition `aws`. */
function nameOf(resource: unknown): unknown {
  if (typeof resource === 'string') return resource;
  const { 'Fn::GetAtt': attribute } = resource as { 'Fn::GetAtt'?: string[] };
  return attribute ? attribute[0] : toArn(resource);
}

describe('the function', () => {
  const TOO_LONG = Array.from({ length: 30 }, (_, seconds) => seconds).find(
    (seconds) => longestRequestMs(seconds) >= GATEWAY_TIMEOUT_MS,
  ) as number;
  const LONGEST = TOO_LONG - 1;

  it('has only the rights that it needs, one statement each', () => {
    const { logicalId: table } = only('AWS::DynamoDB::Table');
    const { LoggingConfig } = only('AWS::Lambda::Function');
    expect(rightsOf(template)).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], LoggingConfig.LogGroup.Ref, undefined],
      ['ses:GetMessageInsights', '*', undefined],
      ['ses:GetAccount', '*', undefined],
      ['ses:GetSuppressedDestination', '*', undefined],
      ['ses:BatchGetMetricData', '*', undefined],
      ['ses:ListEmailIdentities', '*', undefined],
      ['ses:ListConfigurationSets', '*', undefined],
      ['ses:ListTenants', '*', undefined],
      ['ses:CreateExportJob', '*', { StringEquals: { 'ses:ExportSourceType': ['MESSAGE_INSIGHTS', 'METRICS_DATA'] } }],
      ['ses:ListExportJobs', '*', undefined],
      ['ses:GetExportJob', 'arn:aws:ses:eu-west-1:111122223333:export-job/*', undefined],
      ['ses:CancelExportJob', 'arn:aws:ses:eu-west-1:111122223333:export-job/*', undefined],
      ['dynamodb:GetItem', table, undefined],
      ['dynamodb:PutItem', table, undefined],
      ['dynamodb:UpdateItem', table, undefined],
    ]);
    expect(only('AWS::IAM::Role')).not.toHaveProperty('ManagedPolicyArns');
  });

  it.each([1, DEFAULT_MAX_WAIT_SECONDS, LONGEST])(
    'that waits %i seconds has enough time, and a shorter time-out than the gateway',
    (maxWaitSeconds) => {
      const { Timeout } = only('AWS::Lambda::Function', createInsights({ maxWaitSeconds }).template);
      expect(Timeout * 1000).toBe(longestRequestMs(maxWaitSeconds));
      expect(Timeout).toBeLessThan(30);
    },
  );

  it.each([0, -1, 1.5, TOO_LONG])('does not wait %d seconds', (maxWaitSeconds) => {
    expect(() => createInsights({ maxWaitSeconds })).toThrow(
      refusal(
        `"maxWaitSeconds" is ${maxWaitSeconds}: write whole seconds from 1 to ${LONGEST}, because the gateway times out after 30 s, and the calls to SES and the table also take time`,
      ),
    );
  });

  it.each<[string, object, string]>([
    [
      'any origin',
      { corsOrigins: ['*'] },
      '"corsOrigins" has "*": write a list of origins such as https://tools.example.com, without a path; http is allowed only for localhost',
    ],
    [
      'tokens of an issuer without TLS',
      { jwt: { ...JWT, issuer: 'http://login.example.com' } },
      '"jwt", issuer is "http://login.example.com": write the https URL of the issuer, without user, query and fragment',
    ],
    [
      'an empty list of audiences',
      { jwt: { ...JWT, audience: [] } },
      '"jwt", audience is []: write a list of the audiences that a token may have',
    ],
    [
      'an ARN that is not the ARN of a key',
      { encryptionKeyArns: ['alias/mail'] },
      '"encryptionKeyArns" has "alias/mail": write a list of ARNs of KMS keys, one for each Region',
    ],
    [
      'a reserved namespace',
      { namespace: 'AWS/SES' },
      '"namespace" is "AWS/SES": write a namespace that begins with neither "AWS/" nor a colon, because CloudWatch refuses both',
    ],
    [
      'the option encryptionKeyArn of version 0.2, because the table would use another key',
      { encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/abc' },
      '"encryptionKeyArn": no such option exists, write "encryptionKeyArns"',
    ],
    ['a string instead of a flag for the cache', { cache: 'no' }, '"cache" is "no": write true or false'],
    ['a wait that is not a number', { maxWaitSeconds: Number.NaN }, '"maxWaitSeconds" is NaN: write a number'],
  ])('refuses %s, as the app does', (_, props, problem) => {
    expect(() => createInsights(props as MessageInsightsApiProps)).toThrow(refusal(problem));
  });

  it('does not check values that only the deployment knows', () => {
    const known = Fn.importValue('Known');
    const jwt = { issuer: `https://cognito-idp.${known}.amazonaws.com/${known}`, audience: [known], scope: known };
    expect(() =>
      createInsights({ jwt, corsOrigins: [`https://${known}`], encryptionKeyArns: [Fn.importValue('Key')] }),
    ).not.toThrow();
  });

  it('is refused with all problems at once', () => {
    expect(() => createInsights({ maxWaitSeconds: 0, jwt: { ...JWT, unmaskedScope: 'look-up' } })).toThrow(
      /^- "maxWaitSeconds" is 0: [^\n]*\n- "jwt", unmaskedScope is /m,
    );
  });

  it.each<[string, MessageInsightsApiProps | undefined, object]>([
    ['the defaults', undefined, { maxWaitSeconds: 5, cache: true }],
    ['every setting', { maxWaitSeconds: 2, cache: false }, { maxWaitSeconds: 2, cache: false }],
  ])('reads %s from its environment', (_, props, expected) => {
    const { template: configured } = createInsights(props);
    const { Variables } = only('AWS::Lambda::Function', configured).Environment;
    expect(Variables.TABLE_NAME).toEqual({ Ref: only('AWS::DynamoDB::Table', configured).logicalId });
    expect(readSettings({ ...Variables, TABLE_NAME: 'table' })).toEqual({ tableName: 'table', ...expected });
  });
});

it.each<[string, MessageInsightsApiProps | undefined, number]>([
  ['for a month by default', undefined, 30],
  ['for the configured time', { logRetentionDays: RetentionDays.ONE_WEEK }, 7],
])('both logs are kept %s, and are deleted with the stack', (_, props, days) => {
  const groups = Object.values(createInsights(props).template.findResources('AWS::Logs::LogGroup'));
  expect(groups.map(({ Properties, DeletionPolicy }) => [Properties.RetentionInDays, DeletionPolicy])).toEqual([
    [days, 'Delete'],
    [days, 'Delete'],
  ]);
});

describe('a metric that is counted in the logs', () => {
  const NAMES = Object.keys(LOG_METRICS) as LogMetricName[];

  function filtersOf(of: Template) {
    const access: string = only('AWS::ApiGatewayV2::Stage', of).AccessLogSettings.DestinationArn['Fn::GetAtt'][0];
    const ofFunction: string = only('AWS::Lambda::Function', of).LoggingConfig.LogGroup.Ref;
    return Object.values(of.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => ({
      log: { [access]: 'access', [ofFunction]: 'function' }[Properties.LogGroupName.Ref as string],
      pattern: Properties.FilterPattern as string,
      metric: Properties.MetricTransformations,
    }));
  }

  it.each([
    ['SES/SendStatistics by default', undefined],
    ['the configured namespace', 'Mail/Team'],
  ])('is in the namespace %s, and counts in the right log', (_, namespace) => {
    expect(filtersOf(createInsights({ namespace }).template)).toEqual(
      NAMES.map((name) => ({
        ...LOG_METRICS[name],
        metric: [{ MetricNamespace: namespace ?? 'SES/SendStatistics', MetricName: name, MetricValue: '1' }],
      })),
    );
  });

  it.each(NAMES)('%s has the same name in the log filter and in the method metric', (name) => {
    const { namespace, metricName, dimensions, statistic } = createInsights({ namespace: 'Mail' }).insights.metric(
      name,
    );
    expect({ namespace, metricName, statistic }).toEqual({ namespace: 'Mail', metricName: name, statistic: 'Sum' });
    expect(dimensions ?? {}).toEqual({});
  });

  describe('counts', () => {
    const ID = idOf(Date.now() - HOUR);
    let world: InsightsWorld;
    beforeAll(async () => {
      world = await startInsightsWorld({ messages: { [ID]: messageOf(ID, Date.now() - HOUR, [{ type: 'SEND' }]) } });
    });
    afterAll(() => world.close());

    /** Returns the log lines of a look-up, in the format of Lambda. */
    async function linesOf(tableName: string): Promise<string[]> {
      const before = world.logs.length;
      const { status } = await ask(world.instance({ settings: { tableName } }), eventOf(ID, { route: 'unmasked' }));
      expect(status).toBe(200);
      return world.logs
        .slice(before)
        .map((message) =>
          JSON.stringify({ timestamp: new Date().toISOString(), level: 'INFO', requestId: 'lambda-1', message }),
        );
    }

    /** Returns how many lines of a log the filter of a metric counts. */
    function countedIn(log: 'access' | 'function', lines: readonly string[], name: LogMetricName): number {
      return filtersOf(template)
        .filter((filter) => filter.log === log && filter.metric[0].MetricName === name)
        .flatMap(({ pattern }) => lines.filter((line) => isMatch(pattern, line))).length;
    }

    it('a look-up without the table, once', async () => {
      expect(countedIn('function', await linesOf('missing'), 'LookUpsWithoutTable')).toBe(1);
    });

    it('no look-up with the table', async () => {
      const lines = await linesOf('insights');
      expect(lines).toHaveLength(2); // one line is the audit line
      expect(countedIn('function', lines, 'LookUpsWithoutTable')).toBe(0);
    });

    it.each<[string, number, number]>([
      [masked, 429, 1],
      [unmasked, 429, 1],
      [masked, 200, 0],
      [masked, 404, 0],
      [masked, 503, 0],
      [startSearch, 429, 0],
      [search, 429, 0],
      [unmaskedSearch, 429, 0],
      [preflight, 429, 0],
      [openapi, 429, 0],
      [other, 429, 0],
    ])('%s with status %i, %i times', (routeKey, status, times) => {
      const line = JSON.stringify({ ...JSON.parse(accessLine(status)), routeKey });
      expect(countedIn('access', [line], 'ThrottledLookUps')).toBe(times);
    });
  });
});

/**
 * Returns whether CloudWatch Logs counts a JSON line. Supports only the simple patterns of this project.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
function isMatch(pattern: string, line: string): boolean {
  const [, all = ''] = /^\{ (.*) \}$/.exec(pattern) ?? [];
  return all.split(' && ').every((alternatives) =>
    alternatives
      .replace(/^\((\(.*\))\)$/, '$1')
      .split(' || ')
      .some((condition) => isTrue(condition, line)),
  );
}

function isTrue(condition: string, line: string): boolean {
  const [, path, text, number] = /^\(?\$\.([\w.]+) = (?:"(.*)"|(\d+))\)?$/.exec(condition) ?? [];
  if (path === undefined) throw new Error(`This test does not understand the condition ${condition}`);
  // biome-ignore lint/suspicious/noExplicitAny: a log line may contain any value
  const value = path.split('.').reduce<any>((part, name) => part?.[name], JSON.parse(line));
  if (text === undefined) return value === Number(number);
  return typeof value === 'string' && new RegExp(`^${text.split('*').join('.*')}$`).test(value);
}

describe('a grant', () => {
  type Granting = (insights: MessageInsightsApi, grantee: IGrantable) => void;

  const maskedGrant = grantedBy((insights, grantee) => insights.grantLookUp(grantee));
  const unmaskedGrant = grantedBy((insights, grantee) => insights.grantUnmaskedLookUp(grantee));
  const searchGrant = grantedBy((insights, grantee) => insights.grantSearch(grantee));
  const unmaskedSearchGrant = grantedBy((insights, grantee) => insights.grantUnmaskedSearch(grantee));
  const cdkGrant = grantedBy((insights, grantee) =>
    (insights.node.findChild('Route-masked') as HttpRoute).grantInvoke(grantee),
  );

  function grantedBy(grant: Granting): string[] {
    const { template: granted } = createInsights({}, (insights, stack) =>
      grant(insights, new Role(stack, 'OnCall', { assumedBy: new AccountRootPrincipal() })),
    );
    const statements = statementsOf(granted, 'OnCall');
    expect(statements).toEqual([{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: expect.anything() }]);
    return [statements[0]?.Resource].flat().map(toArn);
  }

  const API = 'arn:aws:execute-api:eu-west-1:111122223333:API/$default';
  const ID = '0102018f2c1f3a5e-5d0c6e2a-1111-2222-3333-444455556666-000000';
  const maskedRequest = (id: string) => `${API}/GET/v1/messages/${id}/insights`;
  const unmaskedRequest = (id: string) => `${API}/GET/v1/unmasked/messages/${id}/insights`;

  const GRANTS = {
    lookUp: maskedGrant,
    unmaskedLookUp: unmaskedGrant,
    search: searchGrant,
    unmaskedSearch: unmaskedSearchGrant,
  };
  const requestTo = (route: string, id: string) => `${API}/${route.replace(' ', '').replace(/\{\w+\}/, id)}`;

  it.each<[string, (keyof typeof GRANTS)[]]>([
    [masked, ['lookUp']],
    [unmasked, ['unmaskedLookUp']],
    [openapi, ['lookUp', 'search']],
    ...SEARCH_ROUTES.map((route): [string, ['search']] => [route, ['search']]),
    ...UNMASKED_SEARCH_ROUTES.map((route): [string, ['unmaskedSearch']] => [route, ['unmaskedSearch']]),
  ])('that covers %s with any id is one of %j', (route, names) => {
    for (const [name, granted] of Object.entries(GRANTS)) {
      for (const id of ['a1B2', '/', '../unmasked/searches/x', 'x/insights', 'x/GET/v1/searches/y']) {
        expect([name, id, isGranted(granted, requestTo(route, id))]).toEqual([
          name,
          id,
          names.some((one) => one === name),
        ]);
      }
    }
  });

  it('of each kind covers only the routes in the rows above', () => {
    const rows = new Set<string>([masked, unmasked, openapi, ...SEARCH_ROUTES, ...UNMASKED_SEARCH_ROUTES]);
    expect(Object.values(ROUTES).filter((route) => !rows.has(route))).toEqual([other, preflight]);
    for (const granted of Object.values(GRANTS)) {
      expect(isGranted(granted, `${API}/$default`)).toBe(false);
      expect(isGranted(granted, requestTo(preflight, ''))).toBe(false);
    }
  });

  it.each([
    ['of masked look-ups', maskedGrant, maskedRequest, unmaskedRequest],
    ['of unmasked look-ups', unmaskedGrant, unmaskedRequest, maskedRequest],
  ])('%s allows these look-ups and not the others', (_, granted, own, others) => {
    expect(isGranted(granted, own(ID))).toBe(true);
    expect(isGranted(granted, own(`%3C${ID}%40eu-west-1.amazonses.com%3E`))).toBe(true);
    expect(isGranted(granted, others(ID))).toBe(false);
  });

  it.each([
    'unmasked',
    'messages',
    'unmasked/messages/x',
    '/GET/v1/messages/x',
    `/GET/v1/unmasked/messages/${ID}/insights`,
    `x/insights/GET/v1/messages/${ID}`,
    `../../messages/${ID}`,
    `../unmasked/messages/${ID}`,
    `..%2F..%2Fmessages%2F${ID}`,
    '*',
    '',
  ])('of one kind does not cover the other kind with the id "%s"', (id) => {
    expect(isGranted(maskedGrant, unmaskedRequest(id))).toBe(false);
    expect(isGranted(unmaskedGrant, maskedRequest(id))).toBe(false);
  });

  it('of one kind does not cover the other kind with any id', () => {
    const words = ['/', 'GET', 'v1', 'unmasked', 'messages', 'insights', '$default', 'API', '..', '%2F', '*', '?', 'a'];
    const hostileId = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((parts) => parts.join('')),
    );
    return fc.assert(
      fc.property(
        hostileId,
        (id) => !isGranted(maskedGrant, unmaskedRequest(id)) && !isGranted(unmaskedGrant, maskedRequest(id)),
      ),
    );
  });

  it.each([
    ['another method', `${API}/POST/v1/messages/${ID}/insights`],
    ['another path below the id', `${API}/GET/v1/messages/${ID}/events`],
    ['another stage', maskedRequest(ID).replace('$default', 'beta')],
    ['another API', maskedRequest(ID).replace('API', 'OTHER')],
    ['another Region', maskedRequest(ID).replace('eu-west-1', 'us-east-1')],
  ])('covers no request to %s', (_, arn) => {
    expect(isGranted(maskedGrant, arn)).toBe(false);
  });

  it('of masked look-ups also covers the OpenAPI document', () => {
    expect(isGranted(maskedGrant, `${API}/GET/openapi.json`)).toBe(true);
    expect(isGranted(unmaskedGrant, `${API}/GET/openapi.json`)).toBe(false);
  });

  it('is refused by an API that requires tokens, because it would have no effect', () => {
    expect(() =>
      createInsights({ jwt: JWT }, (insights, stack) =>
        insights.grantLookUp(new Role(stack, 'OnCall', { assumedBy: new AccountRootPrincipal() })),
      ),
    ).toThrow('This API requires tokens, not AWS signatures: grant the scope to the token instead');
  });

  it('of CDK would cover more: every path and stage, and unmasked look-ups by a hostile id', () => {
    expect(isGranted(cdkGrant, maskedRequest(ID))).toBe(true);
    expect(isGranted(cdkGrant, `${API}/GET/v1/messages/${ID}/events`)).toBe(true);
    expect(isGranted(cdkGrant, maskedRequest(ID).replace('$default', 'beta'))).toBe(true);
    expect(isGranted(cdkGrant, unmaskedRequest('/GET/v1/messages/x'))).toBe(true);
  });
});

/** Returns whether a grant covers an ARN. As in IAM, `*` is any characters, including `/`, and `?` is any one character. */
function isGranted(granted: readonly string[], arn: string): boolean {
  return granted.some((pattern) => toRegExp(pattern).test(arn));
}

function toRegExp(granted: string): RegExp {
  const pattern = granted
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${pattern}$`);
}

/** Returns an ARN of a template as a string, in the partition `aws` and with `API` as the id of the API. */
function toArn(value: unknown): string {
  const [separator, parts] = (value as { 'Fn::Join': [string, (string | { Ref: string })[]] })['Fn::Join'];
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      return part.Ref === 'AWS::Partition' ? 'aws' : 'API';
    })
    .join(separator);
}
