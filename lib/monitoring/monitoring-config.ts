/** The shape of what a configuration says of a monitoring account. */
import * as z from 'zod';
import { regionOf } from '../shared/arn-region';
import { parseJson } from '../shared/context-text';
import { hasNoRepeats } from '../shared/no-repeats';
import { report, settingsOf } from '../shared/schema-wording';
import { sourceAccountProblems } from './monitoring-settings';

const ACCOUNT_ADVICE = 'write the 12 digits of the monitoring account, as a string';
const SOURCES_ADVICE = 'write an object of names and account ids, such as {"shop": "111122223333"}';
const ORGANIZATION_ADVICE = 'write the id of an organization, such as o-a1b2c3d4e5';

const MONITORING = settingsOf(
  {
    account: z.string(ACCOUNT_ADVICE).regex(/^\d{12}$/, ACCOUNT_ADVICE),
    sourceAccounts: z
      .record(z.string(), z.string(SOURCES_ADVICE), SOURCES_ADVICE)
      .superRefine(report(sourceAccountProblems)),
    organizationId: z
      .string(ORGANIZATION_ADVICE)
      .regex(/^o-[a-z0-9]{10,32}$/, ORGANIZATION_ADVICE)
      .optional(),
    sink: z.boolean('write true or false').default(true),
  },
  'write an object of account and sourceAccounts',
).refine(({ account, sourceAccounts }) => !isOnly(account, Object.values(sourceAccounts)), {
  path: ['sourceAccounts'],
  error: 'name an account beside the monitoring account itself',
});

function isOnly(account: string, accounts: readonly string[]): boolean {
  return accounts.length > 0 && accounts.every((other) => other === account);
}

/** In cdk.json an object; from the command line the same as JSON. */
export const monitoring = z.preprocess(parseJson, MONITORING).optional();

const SINK_ARN = /^arn:[\w-]+:oam:[\w-]+:\d{12}:sink\/[\w-]+$/;

/** ARNs of sinks, one for each Region. */
export const sinkArns = z
  .array(z.string().regex(SINK_ARN, 'write ARNs of sinks, such as the stacks SesMetricsMonitoring print'))
  .refine((arns) => hasNoRepeats(arns.map(regionOf)), 'name one sink for each Region');
