/**
 * One message as this API returns it. These schemas are the source of the OpenAPI document, the types, and the
 * validation of cached messages.
 */
import { FAULTS } from '../shared/mail/advice';
import type { FromSchema, JsonSchemas } from './json-schema';

/** In order of precedence: a recipient has the first status that one of its events supports. */
export const STATUSES = [
  'COMPLAINED',
  'SUPPRESSED',
  'BOUNCED_PERMANENTLY',
  'REJECTED',
  'RENDERING_FAILED',
  'DELIVERED',
  'BOUNCED_TRANSIENTLY',
  'BOUNCED_UNDETERMINED',
  'DELAYED',
  'SENT',
  'UNKNOWN',
] as const;

/** A field that is not required is missing if SES leaves it out. */
export const MESSAGE_SCHEMAS = {
  MessageInsights: {
    type: 'object',
    additionalProperties: false,
    required: ['messageId', 'sentAt', 'sendingRegion', 'subject', 'emailTags', 'insights'],
    properties: {
      messageId: { type: 'string' },
      sentAt: {
        type: ['string', 'null'],
        format: 'date-time',
        description: 'Decoded from the message ID, whose format SES does not document. Null if it cannot be decoded.',
      },
      sendingRegion: {
        type: ['string', 'null'],
        description: 'Decoded from the message ID, whose format SES does not document. Null if it cannot be decoded.',
      },
      fromEmailAddress: { type: 'string' },
      subject: { type: ['string', 'null'], description: 'Null if masked, or if SES returns none.' },
      emailTags: { type: 'array', items: { $ref: '#/components/schemas/EmailTag' } },
      insights: {
        type: 'array',
        description: 'One entry for each recipient.',
        items: { $ref: '#/components/schemas/DestinationInsights' },
      },
    },
  },
  EmailTag: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'value'],
    properties: { name: { type: 'string' }, value: { type: 'string' } },
  },
  DestinationInsights: {
    type: 'object',
    additionalProperties: false,
    required: ['status', 'secondsToStatus', 'events'],
    properties: {
      destination: { type: 'string' },
      isp: { type: 'string', description: 'Mailbox provider, such as `Gmail`.' },
      status: { $ref: '#/components/schemas/Status' },
      secondsToStatus: {
        type: ['number', 'null'],
        minimum: 0,
        description: 'Seconds from sending to the event that the status comes from. Null if either time is unknown.',
      },
      advice: { $ref: '#/components/schemas/Advice' },
      events: {
        type: 'array',
        description: 'In order of time. Events without a time are last.',
        items: { $ref: '#/components/schemas/InsightsEvent' },
      },
    },
  },
  Status: {
    type: 'string',
    description:
      'Outcome for the recipient: the first of these values that an event supports. `SUPPRESSED`: SES did not send the message. The recipient is on a suppression list (of the account, of a tenant, or the global one), did not pass the email validation of SES, or unsubscribed. `bounceSubType` or `complaintSubType` names the reason.',
    enum: STATUSES,
  },
  Advice: {
    type: 'object',
    description:
      'For a bounce or a suppression. Missing if neither its sub-type nor its enhanced status code is known.',
    additionalProperties: false,
    required: ['code', 'meaning', 'fault', 'nextStep'],
    properties: {
      code: { type: 'string', description: 'Bounce sub-type of SES, or enhanced status code of the mail server.' },
      meaning: { type: 'string' },
      fault: { type: 'string', enum: FAULTS, description: 'The side that has to change something.' },
      nextStep: { type: 'string' },
    },
  },
  InsightsEvent: {
    type: 'object',
    additionalProperties: false,
    properties: {
      timestamp: { type: 'string', description: 'ISO 8601, UTC.', format: 'date-time' },
      type: {
        type: 'string',
        description:
          '`SEND`, `REJECT`, `BOUNCE`, `COMPLAINT`, `DELIVERY`, `OPEN`, `CLICK`, `RENDERING_FAILURE`, `DELIVERY_DELAY`, `SUBSCRIPTION`, or a type that SES adds later.',
      },
      details: {
        type: 'object',
        additionalProperties: false,
        properties: {
          bounce: {
            type: 'object',
            additionalProperties: false,
            properties: {
              bounceType: {
                type: 'string',
                description: '`PERMANENT`, `TRANSIENT`, `UNDETERMINED`, or a type that SES adds later.',
              },
              bounceSubType: { type: 'string' },
              diagnosticCode: {
                type: 'string',
                description:
                  'Response of the receiving mail server. Do not trust this string: escape it wherever you show it.',
              },
            },
          },
          complaint: {
            type: 'object',
            additionalProperties: false,
            properties: { complaintSubType: { type: 'string' }, complaintFeedbackType: { type: 'string' } },
          },
        },
      },
    },
  },
} as const satisfies JsonSchemas;

type Schemas = typeof MESSAGE_SCHEMAS;
type TypeOf<Name extends keyof Schemas> = FromSchema<Schemas[Name], Schemas>;

export type MessageInsights = TypeOf<'MessageInsights'>;
export type EmailTag = TypeOf<'EmailTag'>;
export type DestinationInsights = TypeOf<'DestinationInsights'>;
export type Status = TypeOf<'Status'>;
export type InsightsEvent = TypeOf<'InsightsEvent'>;
export type EventDetails = NonNullable<InsightsEvent['details']>;
