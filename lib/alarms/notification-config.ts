/** The receivers of alarms. The app, stages, stacks and `AlarmTopics` use the same types and schemas. */
import * as z from 'zod';
import { parseJson } from '../shared/context-text';
import { hasNoRepeats } from '../shared/no-repeats';
import { SECRET_URLS } from '../shared/option-problems';
import { type RegionalResource, regionalArns } from '../shared/regional-arns';
import { listOfStringsThat, settingsOf } from '../shared/schema-wording';
import type { AlarmLevel } from './alarm-row';

/** The receivers of the alarms of one level. */
export interface AlarmAudience {
  /** Addresses to send e-mails to, once each address has confirmed its subscription. Default: none. */
  readonly emails?: readonly string[];
  /**
   * Names of SSM parameters (type String) that hold HTTPS endpoints, such as those of PagerDuty or Opsgenie. Anybody who knows
   * such a URL can page you. The URL therefore appears in no file and no template. Default: none.
   */
  readonly endpointParameters?: readonly string[];
  /** ARNs of existing topics, one for each Region, to use instead of a topic that the stack creates. Default: none. */
  readonly topicArns?: readonly string[];
}

export interface NotificationOptions {
  /** Receivers of critical alarms, which page somebody. Default: none. */
  readonly critical?: AlarmAudience;
  /** Receivers of warnings. Default: none. */
  readonly warning?: AlarmAudience;
  /** Levels whose receivers also get a message when an alarm ends. Default: critical. */
  readonly okActions?: readonly AlarmLevel[];
}

const LEVELS = ['critical', 'warning'] as const satisfies readonly AlarmLevel[];

export const TOPIC = {
  noun: 'topic',
  reason: 'an alarm notifies only topics of its own Region',
} as const satisfies RegionalResource;

const EMAIL = z.email();
const PARAMETER = /^[\w./-]+$/;
const TOPIC_ARN = /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/;

const EMAILS_ADVICE = 'write a list of e-mail addresses';
const PARAMETERS_ADVICE =
  'write a list of names of SSM parameters that hold the URLs. Never write a URL itself, because anybody who knows it can page you';
const TOPICS_ADVICE = 'write a list of ARNs of SNS topics, one for each Region';
const LEVELS_ADVICE = 'write a list of levels: choose from critical, warning';

const isEmail = (address: string) => EMAIL.safeParse(address).success;
const isParameter = (name: string) => PARAMETER.test(name);

const AUDIENCE = settingsOf(
  {
    emails: listOfStringsThat(isEmail, EMAILS_ADVICE).refine(hasNoRepeats, 'write every address once').default([]),
    endpointParameters: listOfStringsThat(isParameter, PARAMETERS_ADVICE)
      .refine(hasNoRepeats, 'write every parameter once')
      .default([]),
    topicArns: regionalArns(TOPIC_ARN, TOPIC, TOPICS_ADVICE).default([]),
  },
  'write an object of emails, endpointParameters, topicArns',
)
  .superRefine(({ emails, endpointParameters, topicArns }, context) => {
    if (topicArns.length === 0 || emails.length + endpointParameters.length === 0) return;
    const message = 'leave the other receivers out, and subscribe them to your topic instead';
    context.addIssue({ code: 'custom', path: ['topicArns'], input: topicArns, message });
  })
  .prefault({})
  .register(SECRET_URLS, { mayHoldSecretUrl: true });

/** The receivers of each level. */
export const AUDIENCES_SHAPE = { critical: AUDIENCE, warning: AUDIENCE };

/** The levels whose receivers also get a message when an alarm ends. */
export const okActions = z.array(z.enum(LEVELS, LEVELS_ADVICE), LEVELS_ADVICE).default(['critical']);

/** An object. On the command line, users write JSON. */
export const notifications = z
  .preprocess(
    parseJson,
    settingsOf(
      {
        ...AUDIENCES_SHAPE,
        okActions,
      },
      'write an object of critical, warning, okActions',
    ),
  )
  .prefault({})
  .register(SECRET_URLS, { mayHoldSecretUrl: true });
