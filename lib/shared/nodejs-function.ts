import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { functionCode } from './function-code';

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

/**
 * Creates a Lambda function with this project's runtime and code, a log group that is deleted with the stack, and a role
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
    code: functionCode(props.feature),
    handler: 'index.handler',
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
