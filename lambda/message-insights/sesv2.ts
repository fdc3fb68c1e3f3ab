import {
  type InsightsEvent as ApiEvent,
  BadRequestException,
  GetAccountCommand,
  GetMessageInsightsCommand,
  type GetMessageInsightsResponse,
  NotFoundException,
  type SESv2Client,
  SESv2ServiceException,
} from '@aws-sdk/client-sesv2';
import { SesFailure } from './failures';
import type { EmailTag, InsightsEvent, ReportedDestination } from './insights';

/** What SES knows of a message. */
export interface ReportedMessage {
  readonly fromEmailAddress?: string;
  readonly subject?: string;
  readonly emailTags: readonly EmailTag[];
  readonly destinations: readonly ReportedDestination[];
}

/**
 * What SES knows of a message now, or undefined when it knows none of this id.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetMessageInsights.html (at most one call a second)
 *
 * @param turn awaited when the request is built and signed: from its end to the wire nothing is left to do
 * @throws SesFailure, and what `turn` throws
 */
export async function getMessageInsights(
  sesv2: SESv2Client,
  messageId: string,
  turn: () => Promise<void>,
  abortSignal?: AbortSignal,
): Promise<ReportedMessage | undefined> {
  const command = new GetMessageInsightsCommand({ MessageId: messageId });
  let refusal: unknown;
  command.middlewareStack.add(
    (next) => async (args) => {
      await turn().catch((error) => {
        refusal = error;
        throw error;
      });
      return next(args);
    },
    { name: 'waitForTurn', step: 'finalizeRequest', priority: 'low' },
  );
  try {
    return toReportedMessage(await sesv2.send(command, { abortSignal }));
  } catch (error) {
    if (refusal) throw refusal;
    if (error instanceof NotFoundException) return undefined;
    throw toSesFailure(error);
  }
}

/** Whether Virtual Deliverability Manager is on; undefined when SES does not say. */
export async function isVdmEnabled(sesv2: SESv2Client, abortSignal?: AbortSignal): Promise<boolean | undefined> {
  try {
    const { VdmAttributes } = await sesv2.send(new GetAccountCommand({}), { abortSignal });
    return VdmAttributes?.VdmEnabled === 'ENABLED';
  } catch {
    return undefined; // it only explains: the look-up itself has been answered
  }
}

function toSesFailure(error: unknown): SesFailure {
  const { name = 'Error' } = error as Partial<Error>;
  if (error instanceof BadRequestException) return new SesFailure('refused-id', name, 400);
  if (error instanceof SESv2ServiceException) {
    const { httpStatusCode } = error.$metadata;
    return new SesFailure(isThrottling(name, httpStatusCode) ? 'throttled' : 'failed', name, httpStatusCode);
  }
  const { code } = error as { readonly code?: string };
  return new SesFailure(name === 'TimeoutError' || name === 'AbortError' ? 'timed-out' : 'failed', code ?? name);
}

/** Errors of the gateway in front of SES have no type of their own: their status says it. */
function isThrottling(name: string, httpStatus: number | undefined): boolean {
  return httpStatus === 429 || name === 'TooManyRequestsException' || name.startsWith('Throttling');
}

function toReportedMessage(response: GetMessageInsightsResponse): ReportedMessage {
  return {
    fromEmailAddress: response.FromEmailAddress,
    subject: response.Subject,
    emailTags: (response.EmailTags ?? []).map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })),
    destinations: (response.Insights ?? []).map(({ Destination, Isp, Events = [] }) => ({
      destination: Destination,
      isp: Isp,
      events: Events.map(toEvent),
    })),
  };
}

function toEvent({ Timestamp, Type, Details }: ApiEvent): InsightsEvent {
  const { Bounce: bounce, Complaint: complaint } = Details ?? {};
  return {
    timestamp: Timestamp?.toISOString(),
    type: Type,
    details: Details && {
      bounce: bounce && {
        bounceType: bounce.BounceType,
        bounceSubType: bounce.BounceSubType,
        diagnosticCode: bounce.DiagnosticCode,
      },
      complaint: complaint && {
        complaintSubType: complaint.ComplaintSubType,
        complaintFeedbackType: complaint.ComplaintFeedbackType,
      },
    },
  };
}
