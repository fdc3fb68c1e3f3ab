/** A message as an export job reports it: one row for each recipient. */
import type { DeliveryEvent } from '../../lambda/shared/mail/mail-row';
import type { ArchivedMail } from '../aws/sesv2/mail-account';
import type { DrawnMessage } from './drawn-messages';
import type { LifecycleEvent } from './message-lifecycle';
import { CONFIGURATION_SET_TAG } from './simulated-envelope';

/** @param now epoch milliseconds */
export function toArchivedMail(
  { id, sentAt, envelope, recipients, events }: DrawnMessage,
  now: number,
): ArchivedMail[] {
  const past = events.filter(({ afterMs }) => sentAt + afterMs <= now);
  const delivery = past.findLast((event) => deliveryEventOf(event) !== undefined);
  const engagement = past.findLast(isEngagement);
  const common = {
    messageId: id,
    sentAt,
    from: envelope.FromEmailAddress,
    subject: envelope.Subject,
    configurationSet: envelope.EmailTags?.find(({ Name }) => Name === CONFIGURATION_SET_TAG)?.Value,
    deliveryEvent: delivery && deliveryEventOf(delivery),
    deliveryEventAt: delivery && sentAt + delivery.afterMs,
    engagementEvent: engagement?.Type,
    engagementEventAt: engagement && sentAt + engagement.afterMs,
    bounceSubType: delivery?.Details?.Bounce?.BounceSubType,
    diagnosticCode: delivery?.Details?.Bounce?.DiagnosticCode,
  };
  return recipients.map(({ address, isp }) => ({ ...common, to: address, isp }));
}

/** Returns undefined for events that are not delivery events, such as a delay. */
function deliveryEventOf({ Type, Details }: LifecycleEvent): DeliveryEvent | undefined {
  switch (Type) {
    case 'SEND':
    case 'DELIVERY':
    case 'COMPLAINT':
      return Type;
    case 'BOUNCE':
      return `${Details?.Bounce?.BounceType as 'PERMANENT' | 'TRANSIENT' | 'UNDETERMINED'}_BOUNCE`;
    default:
      return undefined;
  }
}

function isEngagement({ Type }: LifecycleEvent): boolean {
  return Type === 'OPEN' || Type === 'CLICK';
}
