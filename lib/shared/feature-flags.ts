import type { Stack } from 'aws-cdk-lib';
import { ENABLE_PARTITION_LITERALS } from 'aws-cdk-lib/cx-api';

/**
 * Sets the one feature flag that changes the template and has no property for it: partitions are literals if the Region is
 * known. The template then does not depend on the app's `cdk.json`. Call it before the stack has children.
 */
export function pinFeatureFlags(stack: Stack): void {
  stack.node.setContext(ENABLE_PARTITION_LITERALS, true);
}
