/** Messages as SES reports them. */
import type { SesEvent, SesMessage } from '../../local/aws/ses-endpoint';

type Detail = NonNullable<SesEvent['Details']>;

/** An event of a message. */
export interface MessageEvent {
  /** Seconds after sending. Default: 0. */
  readonly after?: number;
  readonly type: string;
  readonly details?: Detail;
}

export function permanentBounce(after: number, diagnosticCode: string): MessageEvent {
  const Bounce = { BounceType: 'PERMANENT', BounceSubType: 'General', DiagnosticCode: diagnosticCode } as const;
  return { after, type: 'BOUNCE', details: { Bounce } };
}

/** Returns a message to alice@example.com with these events. */
export function messageOf(
  id: string,
  sentAt: number,
  events: readonly MessageEvent[],
  about: Partial<SesMessage> = {},
) {
  return {
    MessageId: id,
    FromEmailAddress: 'Shop <orders@shop.example>',
    Subject: 'Your order, Alice',
    EmailTags: [
      { Name: 'ses:source-ip', Value: '192.0.2.7' },
      { Name: 'campaign', Value: 'spring' },
    ],
    Insights: [
      {
        Destination: 'alice@example.com',
        Isp: 'Gmail',
        Events: events.map(({ after = 0, type, details }) => ({
          Timestamp: sentAt / 1000 + after,
          Type: type,
          Details: details,
        })),
      },
    ],
    ...about,
  } as SesMessage;
}
