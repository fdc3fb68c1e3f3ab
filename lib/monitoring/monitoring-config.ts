/** The options of a monitoring account, and of the accounts that share their metrics with it. */
import * as z from 'zod';
import { parseJson, splitAtCommas } from '../shared/context-text';
import { type RegionalResource, regionalArns } from '../shared/regional-arns';
import { listOfStringsThat, refusing, settingsOf, stringThat } from '../shared/schema-wording';
import { sourceAccountProblems } from './monitoring-settings';

export const SINK = {
  noun: 'sink',
  reason: 'a link reaches only sinks of its own Region',
} as const satisfies RegionalResource;

const SINK_ARN = /^arn:[\w-]+:oam:[\w-]+:\d{12}:sink\/[\w-]+$/;

export const SINKS_ADVICE =
  'write a list of ARNs of sinks, one for each Region. The stacks SesMetricsMonitoring print the ARNs';
const ACCOUNT_ADVICE = 'write the 12 digits of the monitoring account, as a string';
const SOURCES_ADVICE = 'write an object of names and account ids, such as {"shop": "111122223333"}';
const ACCOUNTS_ADVICE = 'write a list of account ids of 12 digits, as strings';
const ORGANIZATION_ADVICE = 'write the id of an organization, such as o-a1b2c3d4e5';

export const sourceAccounts = z
  .record(z.string(), z.string(SOURCES_ADVICE), SOURCES_ADVICE)
  .superRefine(refusing(sourceAccountProblems));

/** Ids of the accounts that may link to a sink. */
export const sinkAccounts = listOfStringsThat((id) => /^\d{12}$/.test(id), ACCOUNTS_ADVICE).default([]);

export const organizationId = stringThat((id) => /^o-[a-z0-9]{10,32}$/.test(id), ORGANIZATION_ADVICE).optional();

export const hasSink = z.boolean('write true or false').default(true);

export const OTHER_ACCOUNT_ADVICE = 'name an account other than the monitoring account';

const MONITORING = settingsOf(
  {
    account: z.string(ACCOUNT_ADVICE).regex(/^\d{12}$/, ACCOUNT_ADVICE),
    sourceAccounts,
    organizationId,
    sink: hasSink,
  },
  'write an object of account and sourceAccounts',
).superRefine(({ account, sourceAccounts: sources }, context) => {
  const ids = Object.values(sources);
  if (ids.length === 0 || ids.some((id) => id !== account)) return;
  context.addIssue({ code: 'custom', path: ['sourceAccounts'], input: sources, message: OTHER_ACCOUNT_ADVICE });
});

/** An object. On the command line, users write JSON. */
export const monitoring = z.preprocess(parseJson, MONITORING).optional();

/** ARNs of the sinks that may read the metrics. On the command line, users write one string with commas. */
export const monitoringSinkArns = z.preprocess(splitAtCommas, regionalArns(SINK_ARN, SINK, SINKS_ADVICE)).default([]);
