/** A message to a topic, in the form that each protocol of its subscribers needs. */
export interface TopicMessage {
  /** Our own words, ASCII, at most `MAX_SUBJECT_LENGTH` characters. */
  readonly subject: string;
  /**
   * By protocol, as in SNS. `default` is for e-mail and all other protocols. `https` is for chat channels, by the schema
   * of Amazon Q Developer. `sms` is short, because each part of a long text message is billed.
   */
  readonly forms: { readonly default: string; readonly https: string; readonly sms: string };
}

/** The message attribute that subscribers filter by. Messages of alarms do not have it. */
export const KIND_ATTRIBUTE = 'kind';

/** The values of the attribute. */
export type MessageKind = 'brief' | 'weekly-report';

/** SNS requires fewer than 100 characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const MAX_SUBJECT_LENGTH = 99;

/** What a chat message says, in Markdown. */
export interface ChatMessage {
  readonly title: string;
  readonly description: string;
  readonly nextSteps: readonly string[];
  readonly keywords: readonly string[];
}

/**
 * Returns a message in the schema of custom notifications.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function toCustomNotification(message: ChatMessage): string {
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    content: { textType: 'client-markdown', ...message },
  });
}
