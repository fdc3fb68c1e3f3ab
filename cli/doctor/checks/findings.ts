/** Every finding, one row each. docs/doctor.md lists all of them. */

/**
 * `problem`: it hurts now. `warning`: it will hurt later. `advice`: it could be better. `unknown`: AWS gave no answer, so no
 * conclusion is possible.
 */
export const LEVELS = ['problem', 'unknown', 'warning', 'advice', 'ok'] as const;
export type Level = (typeof LEVELS)[number];

interface FindingRow {
  /** The check that finds it. */
  readonly check: string;
  readonly level: Exclude<Level, 'unknown'>;
  /** Why it matters. Undefined if nothing is wrong. */
  readonly why?: string;
}

export const FINDINGS = {
  'credentials-accepted': { check: 'Credentials', level: 'ok' },
  'credentials-rejected': {
    check: 'Credentials',
    level: 'problem',
    why: 'If AWS rejects the credentials, nothing else can be examined.',
  },
  'reads-allowed': { check: 'Rights', level: 'ok' },
  'reads-denied': {
    check: 'Rights',
    level: 'warning',
    why: 'What cannot be read is unknown, and may hide a problem.',
  },

  'nothing-deployed': {
    check: 'Sending Regions',
    level: 'warning',
    why: 'Nobody learns of bounces, complaints or a pause before customers do.',
  },
  'regions-watched': { check: 'Sending Regions', level: 'ok' },
  'region-unwatched': {
    check: 'Sending Regions',
    level: 'problem',
    why: 'A stack watches only its own Region. AWS reviews and pauses each Region separately.',
  },
  'regions-refused': {
    check: 'Sending Regions',
    level: 'advice',
    why: 'A Region that is not enabled sends nothing. An enabled opt-in Region also refuses session tokens of version 1.',
  },
  'regions-closed': {
    check: 'Sending Regions',
    level: 'advice',
    why: 'Such a policy usually closes a Region for sending, too. If it does not, nobody watches the mail there.',
  },
  'endpoints-watched': { check: 'Global endpoints', level: 'ok' },
  'endpoint-unwatched': {
    check: 'Global endpoints',
    level: 'problem',
    why: 'SES splits the mail of a global endpoint between its Regions, so each Region needs a stack.',
  },

  'endpoint-planned': {
    check: 'Global endpoints',
    level: 'advice',
    why: 'SES splits the mail of a global endpoint between its Regions, so each Region needs a stack.',
  },

  'ses-answers': { check: 'SES', level: 'ok' },
  'region-without-ses': {
    check: 'SES',
    level: 'warning',
    why: 'A stack would deploy, but never publish a rate.',
  },
  'production-access': { check: 'Sandbox', level: 'ok' },
  sandbox: {
    check: 'Sandbox',
    level: 'warning',
    why: 'In the sandbox, SES sends only to verified addresses, and refuses all other mail.',
  },
  'sending-healthy': { check: 'Sending', level: 'ok' },
  'sending-disabled': { check: 'Sending', level: 'problem', why: 'No mail leaves this Region.' },
  'sending-paused': {
    check: 'Sending',
    level: 'problem',
    why: 'No mail leaves until AWS lifts the pause. AWS explains the pause in a support case.',
  },
  'under-review': {
    check: 'Sending',
    level: 'problem',
    why: 'AWS may pause sending unless the problem is solved by the date in its e-mail.',
  },
  'quota-free': { check: 'Daily quota', level: 'ok' },
  'quota-near': { check: 'Daily quota', level: 'warning', why: 'At 100 %, SES refuses all mail.' },
  'quota-used-up': { check: 'Daily quota', level: 'problem', why: 'At 100 %, SES refuses all mail.' },
  'vdm-on': { check: 'VDM', level: 'ok' },
  'vdm-off': {
    check: 'VDM',
    level: 'advice',
    why: 'Without Virtual Deliverability Manager, SES does not record single messages, so briefs, searches, look-ups and widgets cannot say which mail bounces.',
  },
  bootstrapped: { check: 'Bootstrap', level: 'ok' },
  'not-bootstrapped': {
    check: 'Bootstrap',
    level: 'warning',
    why: '"npx cdk deploy" fails in a Region that is not bootstrapped. A deployment without CDK needs no bootstrap.',
  },
  'bootstrap-too-old': { check: 'Bootstrap', level: 'problem', why: '"npx cdk deploy" fails.' },
  'alarm-quota-free': { check: 'Alarm quota', level: 'ok' },
  'alarm-quota-short': { check: 'Alarm quota', level: 'problem', why: 'The deployment fails and rolls back.' },
  'dashboard-quota-free': { check: 'Dashboard quota', level: 'ok' },
  'dashboard-quota-short': { check: 'Dashboard quota', level: 'problem', why: 'The deployment fails and rolls back.' },
  'one-stack': { check: 'Stacks', level: 'ok' },
  'no-stack': { check: 'Stacks', level: 'advice', why: 'Nothing watches this Region.' },
  'several-stacks': {
    check: 'Stacks',
    level: 'warning',
    why: 'The stacks page for the same mail, and the account pays for each.',
  },
  'plan-notifies': { check: 'Configured receivers', level: 'ok' },
  'plan-notifies-nobody': {
    check: 'Configured receivers',
    level: 'warning',
    why: 'After the deployment, alarms would fire, and nobody would get a message.',
  },
  'plan-has-runbook': { check: 'Configured runbook', level: 'ok' },
  'plan-has-no-runbook': {
    check: 'Configured runbook',
    level: 'warning',
    why: 'Each alarm would say "Runbook: RUNBOOK.md", which nobody can open from a phone at night.',
  },

  'stack-complete': { check: 'Stack', level: 'ok' },
  'stack-changing': {
    check: 'Stack',
    level: 'advice',
    why: 'Until the deployment ends, other findings may be outdated.',
  },
  'update-rolled-back': {
    check: 'Stack',
    level: 'warning',
    why: 'The stack still has its previous version and settings.',
  },
  'stack-failed': {
    check: 'Stack',
    level: 'problem',
    why: 'The stack is incomplete, and CloudFormation does not update it.',
  },
  'resources-complete': { check: 'Resources', level: 'ok' },
  'alarms-missing': {
    check: 'Resources',
    level: 'problem',
    why: 'Somebody deleted or renamed the alarms outside of CloudFormation. They never fire.',
  },
  'resources-failed': { check: 'Resources', level: 'problem', why: 'A part of the stack does not work.' },
  'version-current': { check: 'Version', level: 'ok' },
  'version-older': {
    check: 'Version',
    level: 'advice',
    why: 'The stack lacks what CHANGELOG.md lists since then, and the runbook of this folder describes the newer version.',
  },
  'version-newer': {
    check: 'Version',
    level: 'warning',
    why: 'A deployment from this folder would bring back the older version.',
  },
  'exporter-alive': { check: 'Exporter', level: 'ok' },
  'first-value-pending': {
    check: 'Exporter',
    level: 'advice',
    why: 'A new stack publishes for the first time within one schedule period, 15 minutes by default.',
  },
  'exporter-silent': {
    check: 'Exporter',
    level: 'problem',
    why: 'Without new values, the alarms on bounces and complaints keep their last state.',
  },
  'polls-succeed': { check: 'Polls', level: 'ok' },
  'first-poll-pending': {
    check: 'Polls',
    level: 'advice',
    why: 'A new stack polls for the first time within one schedule period, 15 minutes by default.',
  },
  'polls-missing': {
    check: 'Polls',
    level: 'warning',
    why: 'The schedule does not start the exporter.',
  },
  'polls-fail': { check: 'Polls', level: 'warning', why: 'Each failed poll leaves a gap until a later poll fills it.' },
  'no-dead-letters': { check: 'Dead letters', level: 'ok' },
  'dead-letters': {
    check: 'Dead letters',
    level: 'warning',
    why: 'Each message is a poll, a brief, a weekly report or an event of AWS Health that failed or was not delivered.',
  },
  'widgets-left-out': { check: 'Widgets', level: 'ok' },
  'widgets-unused': { check: 'Widgets', level: 'ok' },
  'widgets-answer': { check: 'Widgets', level: 'ok' },
  'widgets-refused': {
    check: 'Widgets',
    level: 'warning',
    why: 'All functions of the account share its concurrent executions, so polls may start late, too.',
  },
  'widgets-fail': { check: 'Widgets', level: 'warning', why: 'Viewers of the dashboard see an error instead of mail.' },
  'actions-enabled': { check: 'Alarm actions', level: 'ok' },
  'actions-disabled': {
    check: 'Alarm actions',
    level: 'problem',
    why: 'These alarms change state, and nobody gets a message.',
  },
  'no-alarm-notifies': {
    check: 'Alarm actions',
    level: 'problem',
    why: 'The account can be paused, and nobody gets a message.',
  },
  'not-muted': { check: 'Mute rules', level: 'ok' },
  'muted-now': { check: 'Mute rules', level: 'warning', why: 'While a rule is active, its alarms notify nobody.' },
  'mute-scheduled': { check: 'Mute rules', level: 'advice', why: 'While a rule is active, its alarms notify nobody.' },
  'no-alarm-firing': { check: 'Alarms now', level: 'ok' },
  'alarms-firing': {
    check: 'Alarms now',
    level: 'advice',
    why: 'While an alarm stays in ALARM, it sends no further message, and the receivers may have missed the first one.',
  },
  'drill-unfinished': {
    check: 'Alarms now',
    level: 'problem',
    why: 'An alarm that is in ALARM sends no further message, so its next real page is lost.',
  },

  'critical-reached': { check: 'Critical receivers', level: 'ok' },
  'critical-unreached': {
    check: 'Critical receivers',
    level: 'problem',
    why: 'Critical alarms fire, and nobody gets a message.',
  },
  'critical-unconfirmed': {
    check: 'Critical receivers',
    level: 'problem',
    why: 'SNS sends nothing to a receiver until the link in its confirmation message is opened.',
  },
  'critical-partly-confirmed': {
    check: 'Critical receivers',
    level: 'warning',
    why: 'SNS sends nothing to a receiver until the link in its confirmation message is opened.',
  },
  'warning-reached': { check: 'Warning receivers', level: 'ok' },
  'warning-unreached': {
    check: 'Warning receivers',
    level: 'advice',
    why: 'Warnings fire, and nobody gets a message.',
  },
  'warning-unconfirmed': {
    check: 'Warning receivers',
    level: 'warning',
    why: 'SNS sends nothing to a receiver until the link in its confirmation message is opened.',
  },
  'chat-subscribed': { check: 'Chat', level: 'ok' },
  'chat-unsubscribed': {
    check: 'Chat',
    level: 'problem',
    why: 'The channel gets no message of these alarms.',
  },
  'topic-open': { check: 'Topics', level: 'ok' },
  'topic-missing': { check: 'Topics', level: 'problem', why: 'Messages of alarms are lost.' },
  'topic-refuses-alarms': {
    check: 'Topics',
    level: 'problem',
    why: 'SNS refuses the messages of alarms. Only the history of each alarm shows this.',
  },
  'topic-policy-unchecked': {
    check: 'Topics',
    level: 'advice',
    why: 'Only a test page proves that the messages of alarms arrive.',
  },
  'topic-key-refuses-alarms': {
    check: 'Topics',
    level: 'problem',
    why: 'The AWS managed key for SNS does not let CloudWatch alarms use it, so SNS drops their messages.',
  },
  'topic-key-unchecked': {
    check: 'Topics',
    level: 'advice',
    why: 'If the policy of the key lacks the statement, SNS drops the messages of alarms. Only a test page proves that they arrive.',
  },

  'runbook-opens': { check: 'Runbook', level: 'ok' },
  'runbook-unset': {
    check: 'Runbook',
    level: 'warning',
    why: 'Each alarm says "Runbook: RUNBOOK.md", which nobody can open from a phone at night.',
  },
  'runbook-not-found': { check: 'Runbook', level: 'problem', why: 'The link in every alarm leads nowhere.' },
  'runbook-needs-login': {
    check: 'Runbook',
    level: 'advice',
    why: 'People on call need the login on their phone. The headings of the page cannot be checked.',
  },
  'runbook-lacks-headings': {
    check: 'Runbook',
    level: 'warning',
    why: 'The links of these alarms open the page at its top.',
  },
  'runbook-unreadable': {
    check: 'Runbook',
    level: 'advice',
    why: 'The page is not HTML, or a script builds it. The headings that alarms link to cannot be checked.',
  },
} as const satisfies Readonly<Record<string, FindingRow>>;

export type FindingId = keyof typeof FINDINGS;

/** How to fix a finding. */
export interface Fix {
  /** What to do, as the beginning of a sentence. */
  readonly advice: string;
  /** Commands to copy, or lines to add to a file. */
  readonly lines?: readonly string[];
}

export interface Finding {
  readonly id: FindingId | 'unknown';
  readonly level: Level;
  readonly check: string;
  /** One or two sentences. */
  readonly what: string;
  readonly why?: string;
  readonly fix?: Fix;
}

export function found(id: FindingId, what: string, fix?: Fix): Finding {
  const { check, level, why }: FindingRow = FINDINGS[id];
  return { id, level, check, what, why, fix };
}

/** Returns whether a check can find a problem. Then its unknown result may hide one. */
export function mayHideProblem(check: string): boolean {
  return Object.values<FindingRow>(FINDINGS).some((row) => row.check === check && row.level === 'problem');
}
