/**
 * The requests and responses of the search routes. The OpenAPI document and the types are made from these schemas.
 */
import { ADDRESS_PATTERN } from './addresses';
import type { MESSAGE_SCHEMAS } from './insights';
import type { FromSchema, JsonSchemas } from './json-schema';

/** The outcomes to search for, and the last delivery events that each includes. */
export const OUTCOMES = {
  sent: ['SEND'],
  delivered: ['DELIVERY'],
  bounced: ['PERMANENT_BOUNCE'],
  'soft-bounced': ['TRANSIENT_BOUNCE', 'UNDETERMINED_BOUNCE'],
  complained: ['COMPLAINT'],
} as const;

/** An address has at most 320 characters: a local part of 64, and a domain of 255. */
const MAX_ADDRESS = 320;

/** A header line has at most 998 characters (RFC 5322). */
const MAX_SUBJECT = 998;

export type Outcome = keyof typeof OUTCOMES;

/** The mail that each preset counts. */
export const PRESETS = { bouncing: 'bounce', complaining: 'complaint' } as const;

/** What the daily numbers are broken down by. */
export const BREAKDOWNS = {
  isp: 'ISP',
  identity: 'EMAIL_IDENTITY',
  'configuration-set': 'CONFIGURATION_SET',
  tenant: 'TENANT_NAME',
} as const;

export type BreakdownBy = keyof typeof BREAKDOWNS;

const STATE = { type: 'string', enum: ['running', 'done', 'failed'] } as const;
const RETRY = {
  type: 'integer',
  minimum: 1,
  description: 'Only while running: seconds after which to ask again.',
} as const;
const DETAIL = { type: 'string', description: 'Only if failed: what happened, and what to do next.' } as const;
const NOTE = {
  type: 'string',
  description: 'What to know before reading the numbers, such as that they come from a sample. Missing if nothing.',
} as const;

const OUTCOME_DESCRIPTION = 'An outcome to search for, `suppressed`, or an event that SES adds later.';

export const SEARCH_SCHEMAS = {
  RecipientRequest: {
    type: 'object',
    additionalProperties: false,
    required: ['address'],
    properties: {
      address: {
        type: 'string',
        pattern: ADDRESS_PATTERN,
        description: 'One e-mail address, without a display name.',
      },
    },
  },
  Recipient: {
    type: 'object',
    additionalProperties: false,
    required: ['address', 'explanation', 'notes', 'suppression', 'search'],
    properties: {
      address: { type: 'string', description: 'As given.' },
      explanation: { type: 'string', description: 'What happened and what to do, in one sentence.' },
      command: { type: 'string', description: 'The shell command (POSIX) that removes the address from the list.' },
      caution: { type: 'string', description: 'When the command is a bad idea.' },
      notes: {
        type: 'array',
        items: { type: 'string' },
        description: 'What to know about this answer, such as what it does not cover.',
      },
      suppression: { $ref: '#/components/schemas/Suppression' },
      search: { $ref: '#/components/schemas/StartedSearch' },
    },
  },
  Suppression: {
    type: 'object',
    additionalProperties: false,
    required: ['listed'],
    properties: {
      listed: {
        type: ['boolean', 'null'],
        description: "Whether the address is on the account's suppression list. Null if SES did not say.",
      },
      unknown: { type: 'string', description: 'Only if `listed` is null: why, and what to do.' },
      address: { type: 'string', description: 'As it is on the list: as given, or in lower case.' },
      reason: { type: 'string', description: '`BOUNCE`, `COMPLAINT`, or a reason that SES adds later.' },
      since: { type: 'string', format: 'date-time' },
      causeMessageId: { type: 'string', description: 'The message that put the address on the list.' },
      cause: { $ref: '#/components/schemas/MessageInsights' },
      causeUnknown: { type: 'string', description: 'Why `cause` is missing.' },
    },
  },
  StartedSearch: {
    type: 'object',
    additionalProperties: false,
    required: [],
    properties: {
      id: { type: 'string', description: 'Missing if no search started.' },
      state: { type: 'string', enum: ['running'] },
      retryAfterSeconds: RETRY,
      notStarted: { type: 'string', description: 'Why no search started.' },
    },
  },
  SearchRequest: {
    type: 'object',
    additionalProperties: false,
    properties: {
      preset: {
        type: 'string',
        enum: Object.keys(PRESETS) as (keyof typeof PRESETS)[],
        description: 'Counts bounces or complaints by their properties. Allows only `since` and `until` beside it.',
      },
      to: { type: 'string', maxLength: MAX_ADDRESS, description: 'A recipient, or `*@` and a domain.' },
      from: {
        type: 'string',
        maxLength: MAX_ADDRESS,
        description: 'A sender. May begin or end with the wildcard `*`.',
      },
      subject: {
        type: 'string',
        maxLength: MAX_SUBJECT,
        description: 'May begin or end with the wildcard `*`. Case matters. Not together with a whole address in `to`.',
      },
      isp: {
        type: 'string',
        maxLength: 100,
        description: 'Mailbox provider in the spelling of SES, such as `Gmail`.',
      },
      outcome: { type: 'string', enum: Object.keys(OUTCOMES) as Outcome[] },
      since: {
        type: 'string',
        maxLength: 40,
        description: 'An ISO 8601 time, or a span before now, such as `2h`. Default: `24h`.',
      },
      until: { type: 'string', maxLength: 40, description: 'An ISO 8601 time, or a span before now. Default: now.' },
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: 10_000,
        description: 'Rows to read. At least 5 in a masked search with a wildcard. Default: 10,000.',
      },
    },
  },
  Search: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'state'],
    properties: {
      id: { type: 'string' },
      state: STATE,
      retryAfterSeconds: RETRY,
      detail: DETAIL,
      note: NOTE,
      isSample: { type: 'boolean', description: 'Whether SES returned a sample of the mail, not all of it.' },
      isWithheld: {
        type: 'boolean',
        description: 'Whether a search with a wildcard found fewer than five recipients, so that nothing is shown.',
      },
      from: { type: 'string', format: 'date-time', description: 'Start of the time range.' },
      until: { type: 'string', format: 'date-time', description: 'End of the time range.' },
      mails: { $ref: '#/components/schemas/Count' },
      recipients: { $ref: '#/components/schemas/Count' },
      unreadableRows: {
        type: 'integer',
        minimum: 0,
        description: 'Rows of SES in an unknown format, which are not counted.',
      },
      outcomes: { type: 'array', items: { $ref: '#/components/schemas/OutcomeCount' } },
      rows: { type: 'array', items: { $ref: '#/components/schemas/FoundMail' } },
      nextPage: {
        type: 'string',
        description: 'Value of the query parameter `page` for more rows. Missing on the last page.',
      },
      groups: { $ref: '#/components/schemas/EventGroups' },
    },
  },
  Count: {
    type: 'object',
    description: 'One of the members.',
    additionalProperties: false,
    properties: {
      exactly: { type: 'integer', minimum: 0 },
      atLeast: { type: 'integer', minimum: 0, description: 'In a sample, or if there are unreadable rows.' },
      fewerThan: { type: 'integer', minimum: 0, description: 'If the number is withheld.' },
    },
  },
  OutcomeCount: {
    type: 'object',
    additionalProperties: false,
    required: ['outcome', 'count', 'share'],
    properties: {
      outcome: { type: 'string', description: OUTCOME_DESCRIPTION },
      count: { $ref: '#/components/schemas/Count' },
      share: { type: 'number', minimum: 0, maximum: 1 },
    },
  },
  FoundMail: {
    type: 'object',
    description: 'One recipient of one mail. A hidden value is null.',
    additionalProperties: false,
    required: ['messageId', 'sentAt', 'from', 'to', 'subject', 'isp', 'outcome'],
    properties: {
      messageId: { type: 'string' },
      sentAt: { type: 'string', format: 'date-time' },
      from: { type: ['string', 'null'] },
      to: { type: ['string', 'null'] },
      subject: { type: ['string', 'null'] },
      isp: { type: ['string', 'null'] },
      outcome: { type: 'string', description: OUTCOME_DESCRIPTION },
      outcomeAt: { type: 'string', format: 'date-time' },
      engagement: { type: 'string', description: '`OPEN`, `CLICK`, or an event that SES adds later.' },
      bounceSubType: { type: ['string', 'null'] },
      diagnosticCode: {
        type: ['string', 'null'],
        description: 'Do not trust this string: escape it wherever you show it.',
      },
      advice: { $ref: '#/components/schemas/Advice' },
    },
  },
  EventGroups: {
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'finding', 'events', 'suppressed', 'groupings'],
    properties: {
      kind: { type: 'string', enum: ['bounce', 'complaint'] },
      finding: { type: 'string', description: 'The mail that causes most of the events, in one or two sentences.' },
      events: { $ref: '#/components/schemas/Count' },
      suppressed: {
        type: 'object',
        description:
          "Mail that SES suppressed. Of these reasons, AWS's bounce rate counts only `global-list` (SES's global suppression list).",
        additionalProperties: false,
        required: ['count', 'reasons'],
        properties: {
          count: { $ref: '#/components/schemas/Count' },
          reasons: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['reason', 'count'],
              properties: { reason: { type: 'string' }, count: { $ref: '#/components/schemas/Count' } },
            },
          },
        },
      },
      groupings: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['by', 'groups', 'rest'],
          properties: {
            by: { type: 'string', enum: ['from', 'subject', 'isp', 'domain', 'reason'] },
            groups: { type: 'array', items: { $ref: '#/components/schemas/EventGroup' } },
            rest: { $ref: '#/components/schemas/EventGroup' },
          },
        },
      },
    },
  },
  EventGroup: {
    type: 'object',
    additionalProperties: false,
    required: ['value', 'count', 'share'],
    properties: {
      value: { type: ['string', 'null'], description: 'Null if hidden, and for the remainder.' },
      count: { $ref: '#/components/schemas/Count' },
      share: { type: 'number', minimum: 0, maximum: 1 },
    },
  },
  BreakdownRequest: {
    type: 'object',
    additionalProperties: false,
    required: ['by'],
    properties: {
      by: { type: 'string', enum: Object.keys(BREAKDOWNS) as BreakdownBy[] },
      days: { type: 'integer', minimum: 1, maximum: 60, description: 'Whole days (UTC) before today. Default: 14.' },
    },
  },
  Breakdown: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'state'],
    properties: {
      id: { type: 'string' },
      state: STATE,
      retryAfterSeconds: RETRY,
      detail: DETAIL,
      note: NOTE,
      by: { type: 'string', enum: Object.keys(BREAKDOWNS) as BreakdownBy[] },
      from: { type: 'string', format: 'date-time' },
      until: { type: 'string', format: 'date-time' },
      rows: { type: 'array', items: { $ref: '#/components/schemas/BreakdownRow' } },
      rest: { $ref: '#/components/schemas/BreakdownRow' },
      total: { $ref: '#/components/schemas/BreakdownRow' },
      unreadableRows: { type: 'integer', minimum: 0 },
    },
  },
  BreakdownRow: {
    type: 'object',
    additionalProperties: false,
    required: ['value', 'sends', 'deliveries', 'hardBounces', 'complaints', 'bounceRate', 'complaintRate', 'isSmall'],
    properties: {
      value: { type: ['string', 'null'], description: 'Null for the remainder and the total.' },
      sends: { type: 'integer', minimum: 0 },
      deliveries: { type: 'integer', minimum: 0 },
      hardBounces: { type: 'integer', minimum: 0 },
      complaints: { type: 'integer', minimum: 0 },
      bounceRate: { type: ['number', 'null'], description: 'Hard bounces / sends, 0-1. Null without sends.' },
      complaintRate: { type: ['number', 'null'], description: 'Complaints / sends, 0-1. Null without sends.' },
      isSmall: {
        type: 'boolean',
        description: 'Whether the row has fewer than 1,000 sends, so that its rates mean little.',
      },
    },
  },
} as const satisfies JsonSchemas;

type Schemas = typeof SEARCH_SCHEMAS;
type TypeOf<Name extends keyof Schemas> = FromSchema<Schemas[Name], Schemas & typeof MESSAGE_SCHEMAS>;

export type RecipientRequest = TypeOf<'RecipientRequest'>;
export type Recipient = TypeOf<'Recipient'>;
export type SuppressionEntry = TypeOf<'Suppression'>;
export type StartedSearch = TypeOf<'StartedSearch'>;
export type SearchRequest = TypeOf<'SearchRequest'>;
export type Search = TypeOf<'Search'>;
export type Count = TypeOf<'Count'>;
export type FoundMail = TypeOf<'FoundMail'>;
export type EventGroups = TypeOf<'EventGroups'>;
export type BreakdownRequest = TypeOf<'BreakdownRequest'>;
export type Breakdown = TypeOf<'Breakdown'>;
export type BreakdownRow = TypeOf<'BreakdownRow'>;
