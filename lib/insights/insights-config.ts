/** The shape of what a configuration says of looking messages up. */
import { Token } from 'aws-cdk-lib';
import * as z from 'zod';
import { DEFAULT_MAX_WAIT_SECONDS } from '../../lambda/message-insights/contract';
import { regionOf } from '../shared/arn-region';
import { parseJson } from '../shared/context-text';
import { hasNoRepeats } from '../shared/no-repeats';
import { printedValue } from '../shared/printed-value';
import { OWN_WORDS, parsePart, report, settingsOf } from '../shared/schema-wording';
import { jwtProblems, waitProblems } from './insights-settings';

const ORIGINS_ADVICE =
  'write a list of origins such as https://tools.example.com, without a path; http is for localhost only';
const KEY_ARN = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;
const KEYS_ADVICE = 'write a list of ARNs of KMS keys, one for each Region';
const JWT_ADVICE = 'write an object of issuer, audience, scope and, for personal data, unmaskedScope';
const ISSUER_ADVICE = 'write the https URL of the issuer, without user, query and fragment';
const AUDIENCE_ADVICE = 'write a list of the audiences that a token may have';
const SCOPE_ADVICE = 'write the scope that a token must have';

const SCOPE = z.string(SCOPE_ADVICE);

const JWT = settingsOf(
  {
    issuer: z.url({ protocol: /^https$/, error: ISSUER_ADVICE }).regex(/^[^?#@\s]+$/, ISSUER_ADVICE),
    audience: z.array(z.string(AUDIENCE_ADVICE).min(1, AUDIENCE_ADVICE), AUDIENCE_ADVICE).min(1, AUDIENCE_ADVICE),
    scope: SCOPE,
    unmaskedScope: SCOPE.optional(),
  },
  JWT_ADVICE,
).superRefine((jwt, context) => {
  for (const { setting, problem } of jwtProblems(jwt)) {
    context.addIssue({ code: 'custom', message: problem, path: [setting] });
  }
});

const API_SHAPE = {
  maxWaitSeconds: z.number('write a number').superRefine(report(waitProblems)).default(DEFAULT_MAX_WAIT_SECONDS),
  cache: z.boolean('write true or false').default(true),
  corsOrigins: z
    .array(
      z.string(ORIGINS_ADVICE).regex(/^(https:\/\/[A-Za-z0-9.-]+|http:\/\/localhost)(:\d+)?$/, ORIGINS_ADVICE),
      ORIGINS_ADVICE,
    )
    .refine(hasNoRepeats, 'name every origin once')
    .default([]),
  jwt: JWT.optional(),
};

const INSIGHTS = settingsOf(
  {
    ...API_SHAPE,
    encryptionKeyArns: z
      .array(z.string(KEYS_ADVICE).regex(KEY_ARN, KEYS_ADVICE), KEYS_ADVICE)
      .refine((arns) => hasNoRepeats(arns.map(regionOf)), 'name one key for each Region')
      .default([]),
  },
  'write an object of settings, or false for no look-ups',
);

/** In cdk.json an object, or false for no API; from the command line the same as JSON. */
export const messageInsights = z.unknown().transform((value, context): false | z.infer<typeof INSIGHTS> => {
  const parsed = parseJson(value);
  if (parsed === false) return false;
  return parsePart(INSIGHTS, parsed === true ? {} : parsed, context);
});

const API = z.object({
  ...API_SHAPE,
  encryptionKeyArn: z.string('write the ARN of a KMS key').regex(KEY_ARN, 'write the ARN of a KMS key').optional(),
});

/** What is wrong with the settings of one API, a sentence each. What only the deployment knows is not checked. */
export function apiProblems(props: Readonly<Partial<Record<keyof typeof API.shape, unknown>>>): string[] {
  return (API.safeParse(props, OWN_WORDS).error?.issues ?? []).flatMap(({ path, message }) => {
    const values = path.map((_, index) => valueAt(props, path.slice(0, index + 1)));
    if (values.some(Token.isUnresolved)) return [];
    return [`${path.join('.')} is ${printedValue(values.at(-1))}: ${message}`];
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key], value);
}
