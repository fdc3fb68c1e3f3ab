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
import { SES_TIMEOUT_MS } from './contract';
import { SesFailure } from './failures';
import type { EmailTag, InsightsEvent } from './insights';
import type { Vdm } from './not-found';
import type { ReportedDestination } from './status';

/** A message as SES reports it. */
export interface ReportedMessage {
  readonly fromEmailAddress?: string;
  readonly subject?: string;
  readonly emailTags: readonly EmailTag[];
  readonly destinations: readonly ReportedDestination[];
}

/**
 * Returns a message as SES reports it now, or undefined when SES has no record of this ID.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetMessageInsights.html (at most one call a second)
 *
 * @param waitForTurn called after the request is built and signed. The request is sent as soon as it resolves.
 * @throws SesFailure, or an error of `waitForTurn`
 */
export async function getMessageInsights(
  sesv2: SESv2Client,
  messageId: string,
  waitForTurn: () => Promise<void>,
): Promise<ReportedMessage | undefined> {
  const command = new GetMessageInsightsCommand({ MessageId: messageId });
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let refusal: unknown;
  command.middlewareStack.add(
    (next) => async (args) => {
      await waitForTurn().catch((error) => {
        refusal = error;
        throw error;
      });
      timer = setTimeout(() => controller.abort(), SES_TIMEOUT_MS); // the SDK's own time limit covers only the headers
      return next(args);
    },
    { name: 'waitForTurn', step: 'finalizeRequest', priority: 'low' },
  );
  try {
    return toReportedMessage(await sesv2.send(command, { abortSignal: controller.signal }), messageId);
  } catch (error) {
    if (refusal) throw refusal;
    if (error instanceof NotFoundException) return undefined;
    throw error instanceof SesFailure ? error : toSesFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns an empty object when SES fails, because the state only explains a look-up that is complete. */
export async function getVdm(sesv2: SESv2Client): Promise<Vdm> {
  try {
    const abortSignal = AbortSignal.timeout(SES_TIMEOUT_MS);
    const { $metadata, ...account } = await sesv2.send(new GetAccountCommand({}), { abortSignal });
    if (Object.keys(account).length === 0) return {}; // not a response of SES
    const { VdmAttributes, PricingAttributes } = account;
    // An account that never used VDM has no such attributes. An unknown value does not mean "off".
    const enabled = { ENABLED: true, DISABLED: false }[VdmAttributes?.VdmEnabled ?? 'DISABLED'];
    return { enabled, plan: text(PricingAttributes?.CurrentPlan) };
  } catch {
    return {};
  }
}

/** A valid name of an error. Any other string is not shown, because it may hold personal data. */
const NAME = /^[A-Za-z]\w{0,99}$/;

function toSesFailure(error: unknown): SesFailure {
  const { name: given = '', code = '', $response } = error as Partial<Error> & SdkError;
  const [name = 'UnknownError'] = [code, given].filter((text) => NAME.test(text));
  const httpStatus = error instanceof SESv2ServiceException ? error.$metadata.httpStatusCode : $response?.statusCode;
  if (error instanceof BadRequestException) return new SesFailure('refused-id', name, httpStatus);
  if (httpStatus === 429 || name.startsWith('Throttling')) return new SesFailure('throttled', name, httpStatus);
  if (given === 'TimeoutError' || given === 'AbortError') return new SesFailure('timed-out', name);
  return new SesFailure('failed', name, httpStatus);
}

/** Fields that the SDK and Node add to errors. For an unreadable response they are the only source of its status. */
interface SdkError {
  readonly code?: string;
  readonly $response?: { readonly statusCode?: number };
}

function toReportedMessage(response: GetMessageInsightsResponse, messageId: string): ReportedMessage {
  const { MessageId, FromEmailAddress, Subject, EmailTags, Insights } = response;
  if (text(MessageId)?.toLowerCase() !== messageId.toLowerCase()) throw unexpected();
  return {
    fromEmailAddress: text(FromEmailAddress),
    subject: text(Subject),
    emailTags: list(EmailTags).map(({ Name, Value }) => ({ name: text(Name) ?? '', value: text(Value) ?? '' })),
    destinations: list(Insights).map(({ Destination, Isp, Events }) => ({
      destination: text(Destination),
      isp: text(Isp),
      events: list(Events).map(toEvent),
    })),
  };
}

function toEvent({ Timestamp, Type, Details }: ApiEvent): InsightsEvent {
  const { Bounce: bounce, Complaint: complaint } = Details ?? {};
  return {
    timestamp: Timestamp?.toISOString(),
    type: text(Type),
    details: Details && {
      bounce: bounce && {
        bounceType: text(bounce.BounceType),
        bounceSubType: text(bounce.BounceSubType),
        diagnosticCode: text(bounce.DiagnosticCode),
      },
      complaint: complaint && {
        complaintSubType: text(complaint.ComplaintSubType),
        complaintFeedbackType: text(complaint.ComplaintFeedbackType),
      },
    },
  };
}

/*
 * The SDK does not check a response against its types. A value that is not a string cannot be masked, so it must not pass.
 * A schema library would cost every cold start more than the two functions below.
 */

function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unexpected();
  return value;
}

function list<T>(value: readonly T[] | undefined | null): readonly T[] {
  if (value !== undefined && value !== null && !Array.isArray(value)) throw unexpected();
  return value ?? [];
}

function unexpected(): SesFailure {
  return new SesFailure('failed', 'UnexpectedAnswer', 200);
}
