/** The options of message look-ups. */
import * as z from 'zod';
import { DEFAULT_MAX_WAIT_SECONDS } from '../../lambda/message-insights/contract';
import { parseJson } from '../shared/context-text';
import { logRetentionDays } from '../shared/log-retention';
import { logNamespaceProblems, namespace } from '../shared/namespace';
import { hasNoRepeats } from '../shared/no-repeats';
import { type RegionalResource, regionalArns } from '../shared/regional-arns';
import { parsePart, refusing, settingsOf, stringThat } from '../shared/schema-wording';
import { jwtProblems, waitProblems } from './insights-settings';

export const KEY = {
  noun: 'key',
  reason: 'DynamoDB uses only keys of its own Region',
} as const satisfies RegionalResource;

const ORIGIN = /^(https:\/\/[A-Za-z0-9.-]+|http:\/\/localhost)(:\d+)?$/;
const KEY_ARN = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;

const ORIGINS_ADVICE =
  'write a list of origins such as https://tools.example.com, without a path; http is allowed only for localhost';
const KEYS_ADVICE = 'write a list of ARNs of KMS keys, one for each Region';
const JWT_ADVICE =
  'write an object of issuer, audience, scope and, if needed, unmaskedScope, searchScope and unmaskedSearchScope';
const ISSUER_ADVICE = 'write the https URL of the issuer, without user, query and fragment';
const AUDIENCE_ADVICE = 'write a list of the audiences that a token may have';
const SCOPE_ADVICE = 'write the scope that a token must have';

const SCOPE = z.string(SCOPE_ADVICE);

const isIssuer = (url: string) => /^https:\/\/[^?#@\s]+$/.test(url) && URL.canParse(url);

const JWT = settingsOf(
  {
    issuer: stringThat(isIssuer, ISSUER_ADVICE),
    audience: z.array(z.string(AUDIENCE_ADVICE).min(1, AUDIENCE_ADVICE), AUDIENCE_ADVICE).min(1, AUDIENCE_ADVICE),
    scope: SCOPE,
    unmaskedScope: SCOPE.optional(),
    searchScope: SCOPE.optional(),
    unmaskedSearchScope: SCOPE.optional(),
  },
  JWT_ADVICE,
).superRefine((jwt, context) => {
  for (const { setting, problem } of jwtProblems(jwt)) {
    context.addIssue({ code: 'custom', message: problem, path: [setting], input: jwt[setting] });
  }
});

const INSIGHTS_SHAPE = {
  maxWaitSeconds: z.number('write a number').superRefine(refusing(waitProblems)).default(DEFAULT_MAX_WAIT_SECONDS),
  cache: z.boolean('write true or false').default(true),
  corsOrigins: z
    .array(
      stringThat((origin) => ORIGIN.test(origin), ORIGINS_ADVICE),
      ORIGINS_ADVICE,
    )
    .refine(hasNoRepeats, 'write every origin once')
    .default([]),
  jwt: JWT.optional(),
  encryptionKeyArns: regionalArns(KEY_ARN, KEY, KEYS_ADVICE).default([]),
};

/** The options of the construct. */
export const API_SHAPE = {
  ...INSIGHTS_SHAPE,
  namespace: namespace.superRefine(refusing(logNamespaceProblems)),
  logRetentionDays,
};

const INSIGHTS = settingsOf(INSIGHTS_SHAPE, 'write an object of settings, or false for no look-ups');

/** An object, or false for no API. On the command line, users write JSON. */
export const messageInsights = z
  .unknown()
  .transform((value, context): false | z.infer<typeof INSIGHTS> => {
    const parsed = parseJson(value);
    if (parsed === false) return false;
    return parsePart(INSIGHTS, parsed === true ? {} : parsed, context);
  })
  .prefault({});
