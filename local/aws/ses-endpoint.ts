/** SES on the wire: version 1 uses the query protocol with XML answers, version 2 uses REST JSON. */
import type { GetAccountResponse } from '@aws-sdk/client-sesv2';
import type { ReportedPoint } from '../../lambda/send-statistics/send-history';
import type { WireAnswer } from './wire';

/** The account as SES v2 reports it. */
export interface SesAccount {
  readonly SendingEnabled?: boolean;
  readonly EnforcementStatus?: string;
  readonly SendQuota?: {
    readonly Max24HourSend?: number;
    readonly MaxSendRate?: number;
    readonly SentLast24Hours?: number;
  };
  /** Virtual Deliverability Manager; absent when it was never set up. */
  readonly VdmAttributes?: { readonly VdmEnabled: VdmStatus };
  /** False in the sandbox. */
  readonly ProductionAccessEnabled?: boolean;
  readonly PricingAttributes?: { readonly CurrentPlan?: PricingPlan };
  readonly SuppressionAttributes?: { readonly SuppressedReasons?: readonly ('BOUNCE' | 'COMPLAINT')[] };
  readonly Details?: {
    readonly MailType?: 'MARKETING' | 'TRANSACTIONAL';
    readonly ReviewDetails?: { readonly Status?: ReviewStatus; readonly CaseId?: string };
  };
}

/** Absent on an account without a plan, which pays for each feature that it uses. */
export type PricingPlan = NonNullable<GetAccountResponse['PricingAttributes']>['CurrentPlan'];

export type ReviewStatus = NonNullable<NonNullable<GetAccountResponse['Details']>['ReviewDetails']>['Status'];

export type VdmStatus = 'ENABLED' | 'DISABLED';

/** A message as SES v2 reports it. SES may omit any member. */
export interface SesMessage {
  readonly MessageId?: string;
  readonly FromEmailAddress?: string;
  readonly Subject?: string;
  readonly EmailTags?: readonly { readonly Name?: string; readonly Value?: string }[];
  /** One element per recipient. */
  readonly Insights?: readonly {
    readonly Destination?: string;
    readonly Isp?: string;
    readonly Events?: readonly SesEvent[];
  }[];
}

export interface SesEvent {
  /** Epoch seconds, with a fraction. */
  readonly Timestamp?: number;
  readonly Type?: string;
  readonly Details?: {
    readonly Bounce?: {
      readonly BounceType?: string;
      readonly BounceSubType?: string;
      readonly DiagnosticCode?: string;
    };
    readonly Complaint?: { readonly ComplaintSubType?: string; readonly ComplaintFeedbackType?: string };
  };
}

const SES_V1 = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** @param points undefined for an answer without a list; undefined members of a point are omitted */
export function sendStatisticsAnswer(points: readonly ReportedPoint[] | undefined): WireAnswer {
  const list = points ? `<SendDataPoints>${points.map(member).join('')}</SendDataPoints>` : '';
  return xml(
    200,
    `<GetSendStatisticsResponse xmlns="${SES_V1}"><GetSendStatisticsResult>${list}</GetSendStatisticsResult>` +
      '<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></GetSendStatisticsResponse>',
  );
}

export function accountAnswer(account: SesAccount): WireAnswer {
  return json(200, account);
}

/**
 * Without Virtual Deliverability Manager, SES returns the same error as for an unknown message, with a different message
 * text. The message texts here are invented.
 *
 * @param message undefined when SES does not have it
 */
export function messageInsightsAnswer(message: SesMessage | undefined, { VdmAttributes }: SesAccount): WireAnswer {
  if (VdmAttributes?.VdmEnabled !== 'ENABLED') return notFoundSesV2('Virtual Deliverability Manager is not enabled.');
  return message ? json(200, message) : notFoundSesV2('The message was not found.');
}

function notFoundSesV2(message: string): WireAnswer {
  return { ...json(404, { message }), headers: { 'x-amzn-errortype': 'NotFoundException' } };
}

export function throttledSesV1(): WireAnswer {
  return xml(
    400,
    `<ErrorResponse xmlns="${SES_V1}"><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message>` +
      '</Error><RequestId>local</RequestId></ErrorResponse>',
  );
}

export function throttledSesV2(): WireAnswer {
  return { ...json(429, { message: 'Rate exceeded' }), headers: { 'x-amzn-errortype': 'TooManyRequestsException' } };
}

function member(point: ReportedPoint): string {
  const timestamp = point.timestamp === undefined ? undefined : new Date(point.timestamp).toISOString();
  return `<member>${[
    element('Timestamp', timestamp),
    element('DeliveryAttempts', point.deliveryAttempts),
    element('Bounces', point.bounces),
    element('Complaints', point.complaints),
    element('Rejects', point.rejects),
  ].join('')}</member>`;
}

function element(name: string, content: string | number | undefined): string {
  return content === undefined ? '' : `<${name}>${content}</${name}>`;
}

function xml(status: number, body: string): WireAnswer {
  return { status, contentType: 'text/xml', body };
}

function json(status: number, body: object): WireAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
