import type { Stack } from 'aws-cdk-lib';
import { ENABLE_PARTITION_LITERALS } from 'aws-cdk-lib/cx-api';

/**
 * Sets the feature flag that no property replaces, so that the template does not depend on the app's `cdk.json`:
 * partitions are literals where the Region is known. Call it before the stack has children.
 */
export function pinFeatureFlags(stack: Stack): void {
  stack.node.setContext(ENABLE_PARTITION_LITERALS, true);
}
