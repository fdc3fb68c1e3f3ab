/** The shape of what a configuration says of looking messages up. */
import * as z from 'zod';
import { DEFAULT_MAX_WAIT_SECONDS } from '../lambda/message-insights/contract';
import { regionOf } from './arn-region';
import { parseJson } from './context-text';
import { jwtProblems, waitProblems } from './insights-settings';
import { hasNoRepeats } from './no-repeats';

const ORIGINS_ADVICE =
  'write a list of origins such as https://tools.example.com, without a path; http is for localhost only';
const KEYS_ADVICE = 'write a list of ARNs of KMS keys, one for each Region';
const JWT_ADVICE = 'write an object of issuer, audience, scope and, for personal data, unmaskedScope';
const AUDIENCE_ADVICE = 'write a list of the audiences that a token may have';
const SCOPE_ADVICE = 'write the scope that a token must have';

const SCOPE = z.string(SCOPE_ADVICE);

const JWT = z
  .strictObject(
    {
      issuer: z.url({ protocol: /^https$/, error: 'write the https URL of the issuer' }),
      audience: z.array(z.string(AUDIENCE_ADVICE).min(1, AUDIENCE_ADVICE), AUDIENCE_ADVICE).min(1, AUDIENCE_ADVICE),
      scope: SCOPE,
      unmaskedScope: SCOPE.optional(),
    },
    JWT_ADVICE,
  )
  .superRefine((jwt, context) => {
    for (const { setting, problem } of jwtProblems(jwt)) {
      context.addIssue({ code: 'custom', message: problem, path: [setting] });
    }
  });

const INSIGHTS = z.strictObject(
  {
    maxWaitSeconds: z
      .number('write a number')
      .superRefine((seconds, context) => {
        for (const message of waitProblems(seconds)) context.addIssue({ code: 'custom', message });
      })
      .default(DEFAULT_MAX_WAIT_SECONDS),
    cache: z.boolean('write true or false').default(true),
    corsOrigins: z
      .array(
        z.string(ORIGINS_ADVICE).regex(/^(https:\/\/[A-Za-z0-9.-]+|http:\/\/localhost)(:\d+)?$/, ORIGINS_ADVICE),
        ORIGINS_ADVICE,
      )
      .refine(hasNoRepeats, 'name every origin once')
      .default([]),
    jwt: JWT.optional(),
    encryptionKeyArns: z
      .array(z.string(KEYS_ADVICE).regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, KEYS_ADVICE), KEYS_ADVICE)
      .refine((arns) => hasNoRepeats(arns.map(regionOf)), 'name one key for each Region')
      .default([]),
  },
  'write an object of settings, or false for no look-ups',
);

/** In cdk.json an object, or false for no API; from the command line the same as JSON. */
export const messageInsights = z.unknown().transform((value, context): false | z.infer<typeof INSIGHTS> => {
  const parsed = parseJson(value);
  if (parsed === false) return false;
  const { success, data, error } = INSIGHTS.safeParse(parsed === true ? {} : parsed);
  if (success) return data;
  // Those of a union would say that neither false nor an object was written, and nothing more.
  context.issues.push(...error.issues.map((issue) => ({ ...issue, input: parsed }) as z.core.$ZodRawIssue));
  return z.NEVER;
});
