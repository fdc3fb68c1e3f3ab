/** The short message about a page whose incident already has a brief. */
import type { EventKind } from '../shared/mail/event-kind';
import { toMinute } from '../shared/topic/numbers';
import type { BriefDocument } from './brief-document';
import type { Incident } from './incident';

export interface ReminderOptions {
  readonly kind: EventKind;
  /** Name of the alarm that paged. */
  readonly alarmName: string | undefined;
  /** When the alarm paged, epoch milliseconds. */
  readonly at: number;
  readonly region: string;
  /** An incident with a brief. */
  readonly incident: Incident;
}

export function toReminder({ kind, alarmName, at, region, incident }: ReminderOptions): BriefDocument {
  const { id, brief } = incident;
  const sentAt = brief ? toMinute(brief.at) : 'an unknown time';
  return {
    subject: `Brief: same ${kind} incident as ${id} (${region.replace(/[^\w-]/g, '')})`.slice(0, 99),
    opening: [
      [`The page of ${alarmName ?? 'an alarm'} at ${toMinute(at)} belongs to the incident ${id}.`],
      [`Read the brief of that incident. It was sent at ${sentAt}, with this subject:`],
      [brief?.subject ?? ''],
    ],
    groupings: [],
    sections: [],
    commands: [],
    comparisons: [],
  };
}
