import type { Stack } from 'aws-cdk-lib';
import { ENABLE_PARTITION_LITERALS } from 'aws-cdk-lib/cx-api';

/**
 * Sets the only feature flag that changes the template and that no property replaces. If the Region is known, the flag writes
 * partitions as literals. The template then does not depend on the app's `cdk.json`. Call it before the stack has children.
 */
export function pinFeatureFlags(stack: Stack): void {
  stack.node.setContext(ENABLE_PARTITION_LITERALS, true);
}
