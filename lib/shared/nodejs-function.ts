import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, type NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface FunctionProps {
  readonly description: string;
  /** Folder below `lambda/` whose `handler.ts` is the code. */
  readonly feature: string;
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
  /** How long log lines are kept. */
  readonly logRetention: RetentionDays;
}

const MEMORY_MB = 512;

/** The folder of `lib`: this repository, or what `npm run build` makes of it. */
const PROJECT = path.join(__dirname, '../..');

/**
 * A function of this project: one runtime, one way of bundling, a log group of its own that goes with the stack, and a
 * role that may do nothing but write to it.
 */
export function createFunction(scope: Construct, id: string, props: FunctionProps): NodejsFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: props.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const fn = new NodejsFunction(scope, id, {
    description: props.description,
    ...codeOf(props.feature),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: MEMORY_MB,
    timeout: props.timeout,
    environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
    role,
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
 * Adds a statement to the one policy of a function's role. With the feature flag
 * `@aws-cdk/aws-lambda:createNewPoliciesWithAddToRolePolicy`, `addToRolePolicy` makes a policy that nothing waits for.
 */
export function permit({ role }: NodejsFunction, statement: PolicyStatement): void {
  (role as IRole).addToPrincipalPolicy(statement);
}

/** Finished in the package, so that who installs it needs no bundler; bundled from its source in this repository. */
function codeOf(feature: string): NodejsFunctionProps {
  const finished = path.join(PROJECT, 'functions', feature);
  if (existsSync(finished)) return { code: Code.fromAsset(finished), handler: 'index.handler' };
  return {
    entry: path.join(PROJECT, 'lambda', feature, 'handler.ts'),
    projectRoot: PROJECT,
    depsLockFilePath: path.join(PROJECT, 'package-lock.json'),
    bundling: {
      bundleAwsSDK: true,
      mainFields: ['module', 'main'], // the SDK's ES modules bundle to little more than half of its CommonJS
      minify: true,
      sourceMap: true,
      sourcesContent: false,
      target: 'node24',
      logLevel: LogLevel.WARNING,
    },
  };
}
