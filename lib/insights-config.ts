/** The shape of what a configuration says of looking messages up. */
import * as z from 'zod';
import { DEFAULT_MAX_WAIT_SECONDS } from '../lambda/message-insights/contract';
import { parseJson } from './context-text';
import { jwtProblems, waitProblems } from './insights-settings';

const JWT = z
  .strictObject({
    issuer: z.url({ protocol: /^https$/, error: 'write the https URL of the issuer' }),
    audience: z.array(z.string().min(1)).min(1, 'name at least one audience'),
    scope: z.string().min(1, 'write the scope that a token must have'),
    unmaskedScope: z.string().min(1, 'write a scope of its own, or leave it out').optional(),
  })
  .superRefine((jwt, context) => {
    for (const message of jwtProblems(jwt)) context.addIssue({ code: 'custom', message, path: ['unmaskedScope'] });
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
        z
          .string()
          .regex(
            /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?$/,
            'write origins such as https://tools.example.com, without a path',
          ),
      )
      .default([]),
    jwt: JWT.optional(),
    encryptionKeyArns: z
      .array(
        z.string().regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'write ARNs of KMS keys, one for each Region'),
      )
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
