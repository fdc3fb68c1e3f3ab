/** Pages in the history of an alarm. */
import { isDrillReason } from '../shared/drill-reason';

/** An alarm that went into ALARM. */
export interface Page {
  readonly alarm: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Somebody set the state as a drill. */
  readonly isDrill: boolean;
}

/**
 * Reads the data of a state change, which is JSON. Returns undefined if the alarm did not go into ALARM.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html
 *
 * @throws Error for data in another form, because a page must not be missing from the report
 */
export function readPage(alarm: string, time: number, data: string | undefined): Page | undefined {
  const { newState, oldState } = parse(data);
  if (typeof newState?.stateValue !== 'string') throw new UnreadableHistory();
  if (newState.stateValue !== 'ALARM' || oldState?.stateValue === 'ALARM') return undefined;
  return { alarm, time, isDrill: isDrillReason(newState.stateReason) };
}

class UnreadableHistory extends Error {
  override readonly name = 'UnreadableHistory';
}

interface State {
  readonly stateValue?: unknown;
  readonly stateReason?: unknown;
}

function parse(data: string | undefined): { readonly newState?: State; readonly oldState?: State } {
  try {
    const content: unknown = JSON.parse(data ?? '');
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    return {};
  }
}
