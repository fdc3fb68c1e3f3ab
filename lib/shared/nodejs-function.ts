import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, LoggingFormat, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, type NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface FunctionProps {
  readonly description: string;
  /** Default: a name that CloudFormation chooses. */
  readonly functionName?: string;
  /** Folder below `lambda/` that holds the `handler.ts`. */
  readonly feature: string;
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  /** Default: 512, enough for work that nobody waits for. A backfill of 13 days peaks at 100 MB, and takes about a second. */
  readonly memoryMb?: number;
  /** Days to keep log lines. */
  readonly logRetentionDays: RetentionDays;
}

const MEMORY_MB = 512;

/**
 * The memory of functions whose answer a person waits for. Lambda gives CPU time in proportion to memory, and from this size
 * on, one thread has a whole processor. Compared with 512 MB, the first look-up after a pause takes about 0.2 s of CPU time
 * instead of 0.6 s, and a search with 10,000 rows 0.9 s instead of 3 s. 1,000 look-ups cost 0.3 cents more. docs/benchmarks.md
 * has the measurements.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const WHOLE_PROCESSOR_MB = 1769;

/** By name, because older versions of CDK have no constant for it. They would deploy the functions on another runtime. */
const RUNTIME = new Runtime('nodejs24.x', RuntimeFamily.NODEJS);

/** The folder that contains `lib`: the repository, or the output of `npm run build`. */
const PROJECT = path.join(__dirname, '../..');

/**
 * Creates a Lambda function with this project's runtime and bundling, a log group that is deleted with the stack, and a role
 * that allows only writing to that log group.
 */
export function createFunction(scope: Construct, id: string, props: FunctionProps): NodejsFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: props.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const fn = new NodejsFunction(scope, id, {
    functionName: props.functionName,
    description: props.description,
    ...codeOf(props.feature),
    runtime: RUNTIME,
    architecture: Architecture.ARM_64,
    memorySize: props.memoryMb ?? MEMORY_MB,
    timeout: props.timeout,
    environment: props.environment,
    role,
    awsSdkConnectionReuse: false, // older versions of CDK set a variable that only the old AWS SDK reads
    logGroup,
    loggingFormat: LoggingFormat.JSON,
  });
  permit(
    fn,
    new PolicyStatement({
      sid: 'WriteItsOwnLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  return fn;
}

/**
 * Adds a statement to the default policy of a function's role. With the feature flag
 * `@aws-cdk/aws-lambda:createNewPoliciesWithAddToRolePolicy`, `addToRolePolicy` would create policies that no other resource
 * depends on.
 */
export function permit({ role }: NodejsFunction, statement: PolicyStatement): void {
  (role as IRole).addToPrincipalPolicy(statement);
}

/** Returns the name of the folder with the bundle of a feature. No such folder is in another one, which would be uploaded. */
export function bundleNameOf(feature: string): string {
  return feature.replaceAll('/', '-');
}

function inShared(file: string): string {
  return path.join(PROJECT, 'lambda/shared', file);
}

/**
 * Returns the code of a function. The package contains bundled code, so that its users need no bundler. In the repository, CDK
 * bundles the source.
 */
function codeOf(feature: string): NodejsFunctionProps {
  const bundled = path.join(PROJECT, 'functions', bundleNameOf(feature));
  if (existsSync(bundled)) return { code: Code.fromAsset(bundled), handler: 'index.handler' };
  return {
    entry: path.join(PROJECT, 'lambda', feature, 'handler.ts'),
    projectRoot: PROJECT,
    depsLockFilePath: path.join(PROJECT, 'package-lock.json'),
    bundling: {
      bundleAwsSDK: true,
      esbuildArgs: {
        '--alias': `@aws-sdk/credential-provider-node=${inShared('environment-credentials.ts')}`,
        '--asset-names': '[name]',
      },
      externalModules: ['@smithy/core/event-streams'], // imported only for event streams, which no function reads
      inject: [inShared('source-lines.ts')],
      loader: { '.openapi.json': 'copy' }, // stays a file beside the code
      mainFields: ['module', 'main'], // the bundle is about half as large with the SDK's ES modules as with CommonJS
      minify: true,
      sourceMap: true,
      sourcesContent: false,
      target: 'node24',
      logLevel: LogLevel.WARNING,
    },
  };
}
