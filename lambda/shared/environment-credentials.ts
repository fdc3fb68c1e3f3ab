/**
 * Replaces the SDK's chain of credential providers in the bundles, because Lambda sets the credentials in the environment. The
 * chain is 100 KB. Outside of the bundles, the SDK's own chain is in use.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
