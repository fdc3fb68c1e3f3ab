import { App, type AppProps } from 'aws-cdk-lib';

/** CDK's own context: no stack trace of each resource, and no report of warnings, because commands print them. */
const QUIET = {
  'aws:cdk:disable-creation-stack-traces': true,
  '@aws-cdk/core:annotationsInValidationReport': false,
};

/** Creates an app without stack traces and without the tree of constructs. No command shows them, and both take time. */
export function createQuickApp({ context, ...props }: AppProps): App {
  return new App({ ...props, context: { ...context, ...QUIET }, stackTraces: false, treeMetadata: false });
}
