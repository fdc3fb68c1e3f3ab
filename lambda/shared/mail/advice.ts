/** What the bounce sub-types of SES and the enhanced status codes of mail servers mean, and what to do. */

export interface Advice {
  /** Bounce sub-type or enhanced status code, such as `MailboxFull` or `5.1.1`. */
  readonly code: string;
  readonly meaning: string;
  readonly fault: 'recipient' | 'sender' | 'provider' | 'SES' | 'unknown';
  readonly nextStep: string;
}

/** Returns the advice for a bounce. The sub-type of a suppression precedes the code of the server. */
export function adviceFor(_bounce: {
  readonly bounceSubType?: string;
  readonly diagnosticCode?: string;
}): Advice | undefined {
  throw new Error('TODO');
}
