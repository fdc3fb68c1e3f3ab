import {
  type InsightsEvent as ApiEvent,
  GetAccountCommand,
  GetMessageInsightsCommand,
  type GetMessageInsightsResponse,
  GetSuppressedDestinationCommand,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { optionalList, optionalString, readVdmEnabled, toSesFailure, unexpected } from '../shared/ses-response';
import { SES_TIMEOUT_MS } from './contract';
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
 * @param waitForTurn called after the request is built and signed. The request is sent as soon as the promise resolves.
 * @throws SesFailure, or an error of `waitForTurn`
 */
export async function getMessageInsights(
  sesv2: SESv2Client,
  messageId: string,
  waitForTurn: () => Promise<void>,
): Promise<ReportedMessage | undefined> {
  const command = new GetMessageInsightsCommand({ MessageId: messageId });
  const turn = addTurn(command, waitForTurn);
  try {
    return toReportedMessage(await sesv2.send(command, turn), messageId);
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw turn.toError(error);
  } finally {
    turn.end();
  }
}

/** An address on the account's suppression list. */
export interface SuppressedDestination {
  /** The address as it is on the list. */
  readonly address: string;
  /** `BOUNCE`, `COMPLAINT`, or a reason that SES adds later. */
  readonly reason?: string;
  /** ISO 8601. */
  readonly since?: string;
  /** ID of the message that caused the entry. */
  readonly messageId?: string;
}

/**
 * Returns the entry of an address on the account's suppression list, or undefined when the address is not on the list.
 * SES compares addresses with case.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetSuppressedDestination.html
 *
 * @param waitForTurn as in `getMessageInsights`
 * @throws SesFailure, or an error of `waitForTurn`
 */
export async function getSuppressedDestination(
  sesv2: SESv2Client,
  address: string,
  waitForTurn: () => Promise<void>,
): Promise<SuppressedDestination | undefined> {
  const command = new GetSuppressedDestinationCommand({ EmailAddress: address });
  const turn = addTurn(command, waitForTurn);
  try {
    const { SuppressedDestination: entry } = await sesv2.send(command, turn);
    if (optionalString(entry?.EmailAddress)?.toLowerCase() !== address.toLowerCase()) throw unexpected();
    return {
      address,
      reason: optionalString(entry?.Reason),
      since: entry?.LastUpdateTime?.toISOString(),
      messageId: optionalString(entry?.Attributes?.MessageId),
    };
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw turn.toError(error);
  } finally {
    turn.end();
  }
}

/** The turn of one call. Its abort signal limits the time of the call, without the wait. */
interface CallTurn {
  readonly abortSignal: AbortSignal;
  /** Returns the error of `waitForTurn` if it failed, or the failure that an error of the call means. */
  toError(error: unknown): unknown;
  end(): void;
}

/** Makes a command wait for its turn after it is built and signed. */
function addTurn(command: { readonly middlewareStack: object }, waitForTurn: () => Promise<void>): CallTurn {
  // Each command has its own type of stack, and the middleware does not use the input.
  const stack = command.middlewareStack as Pick<SESv2Client['middlewareStack'], 'add'>;
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let refusal: unknown;
  stack.add(
    (next) => async (args) => {
      await waitForTurn().catch((error) => {
        refusal = error;
        throw error;
      });
      timer = setTimeout(() => controller.abort(), SES_TIMEOUT_MS); // the SDK's own time limit ends with the headers
      return next(args);
    },
    { name: 'waitForTurn', step: 'finalizeRequest', priority: 'low' },
  );
  return {
    abortSignal: controller.signal,
    toError: (error) => refusal ?? toSesFailure(error),
    end: () => clearTimeout(timer),
  };
}

/**
 * Returns an empty object if SES fails. An error would hide the result of the look-up, which this state only explains.
 */
export async function getVdm(sesv2: SESv2Client): Promise<Vdm> {
  try {
    const abortSignal = AbortSignal.timeout(SES_TIMEOUT_MS);
    const account = await sesv2.send(new GetAccountCommand({}), { abortSignal });
    return { enabled: readVdmEnabled(account), plan: optionalString(account.PricingAttributes?.CurrentPlan) };
  } catch {
    return {};
  }
}

function toReportedMessage(response: GetMessageInsightsResponse, messageId: string): ReportedMessage {
  const { MessageId, FromEmailAddress, Subject, EmailTags, Insights } = response;
  if (optionalString(MessageId)?.toLowerCase() !== messageId.toLowerCase()) throw unexpected();
  return {
    fromEmailAddress: optionalString(FromEmailAddress),
    subject: optionalString(Subject),
    emailTags: optionalList(EmailTags).map(({ Name, Value }) => ({
      name: optionalString(Name) ?? '',
      value: optionalString(Value) ?? '',
    })),
    destinations: optionalList(Insights).map(({ Destination, Isp, Events }) => ({
      destination: optionalString(Destination),
      isp: optionalString(Isp),
      events: optionalList(Events).map(toEvent),
    })),
  };
}

function toEvent({ Timestamp, Type, Details }: ApiEvent): InsightsEvent {
  const { Bounce: bounce, Complaint: complaint } = Details ?? {};
  return {
    timestamp: Timestamp?.toISOString(),
    type: optionalString(Type),
    details: Details && {
      bounce: bounce && {
        bounceType: optionalString(bounce.BounceType),
        bounceSubType: optionalString(bounce.BounceSubType),
        diagnosticCode: optionalString(bounce.DiagnosticCode),
      },
      complaint: complaint && {
        complaintSubType: optionalString(complaint.ComplaintSubType),
        complaintFeedbackType: optionalString(complaint.ComplaintFeedbackType),
      },
    },
  };
}
