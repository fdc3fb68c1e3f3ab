import * as z from 'zod';

/** The beginning of the names of stacks, and thereby of alarms, roles and dashboards. */
export const DEFAULT_NAME_PREFIX = 'SesMetricsExporter';

/**
 * Leaves room for a stage and a Region in the name of a stack, which has at most 128 characters. All other names fit then,
 * because CloudFormation shortens those that it generates, such as those of topics, functions, roles, queues and tables.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-parameters.html
 */
const MAX_LENGTH = 50;

const ADVICE = `write 1 to ${MAX_LENGTH} letters, digits and hyphens that begin with a letter and end with a letter or digit`;

/** The name of a stack must be known during synthesis, so this string cannot be a token. */
export const namePrefix = z
  .string(ADVICE)
  .refine((name) => /^[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name) && name.length <= MAX_LENGTH, ADVICE)
  .default(DEFAULT_NAME_PREFIX);

/** Returns the name of a stack in a Region. Without a Region, the name is the prefix. */
export function stackNameOf(prefix: string, region: string | undefined): string {
  return [prefix, region].filter(Boolean).join('-');
}
