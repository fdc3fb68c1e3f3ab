/** Validates responses of the look-up API. */
import * as z from 'zod';
import type { MessageInsights } from '../../../lambda/message-insights/insights';

/** A problem of the API, an error of its gateway, or a reason of this client to stop waiting. */
export interface ApiProblem {
  readonly type?: string;
  readonly title?: string;
  /** Undefined if this client stopped waiting. */
  readonly status?: number;
  readonly detail?: string;
  readonly possibleCauses?: readonly string[];
  readonly requestId?: string;
}

const TEXT = z.string();
const TIME = z.iso.datetime();

const EVENT = z.looseObject({
  timestamp: TIME.optional(),
  type: TEXT.optional(),
  details: z
    .looseObject({
      bounce: z
        .looseObject({
          bounceType: TEXT.optional(),
          bounceSubType: TEXT.optional(),
          diagnosticCode: TEXT.optional(),
        })
        .optional(),
      complaint: z
        .looseObject({ complaintSubType: TEXT.optional(), complaintFeedbackType: TEXT.optional() })
        .optional(),
    })
    .optional(),
});

const MESSAGE = z.looseObject({
  messageId: TEXT,
  sentAt: TIME.nullable(),
  sendingRegion: TEXT.nullable(),
  fromEmailAddress: TEXT.optional(),
  subject: TEXT.nullable(),
  emailTags: z.array(z.looseObject({ name: TEXT, value: TEXT })),
  insights: z.array(
    z.looseObject({
      destination: TEXT.optional(),
      isp: TEXT.optional(),
      status: TEXT,
      secondsToStatus: z.number().nullable(),
      events: z.array(EVENT),
    }),
  ),
});

const PROBLEM = z.looseObject({
  type: TEXT.optional(),
  title: TEXT.optional(),
  detail: TEXT.optional(),
  possibleCauses: z.array(TEXT).optional(),
  requestId: TEXT.optional(),
});

const GATEWAY_MESSAGE = z.looseObject({ message: TEXT.nullable() });

/** @returns undefined for anything but a message */
export function parseMessage(body: unknown): MessageInsights | undefined {
  const { success, data } = MESSAGE.safeParse(body);
  return success ? (data as MessageInsights) : undefined;
}

/** @returns undefined for anything but a problem of the API or an error of its gateway */
export function parseProblem(body: unknown, status: number): ApiProblem | undefined {
  const gateway = GATEWAY_MESSAGE.safeParse(body);
  if (gateway.success) return { title: gateway.data.message ?? undefined, status };
  const { success, data } = PROBLEM.required({ type: true, title: true }).safeParse(body);
  return success ? { ...data, status } : undefined;
}
