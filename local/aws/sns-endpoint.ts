/** SNS on the wire: the query protocol with XML answers. */
import { type MessageAttributeValue, SNSServiceException } from '@aws-sdk/client-sns';
import type { LocalTopics } from './sns';
import type { WireAnswer } from './wire';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** Answers the operation Publish. */
export function publishAnswer(topics: LocalTopics, form: URLSearchParams): WireAnswer {
  const read = (name: string) => form.get(name) ?? undefined;
  try {
    const { MessageId } = topics.publish({
      TopicArn: read('TopicArn'),
      Message: read('Message'),
      Subject: read('Subject'),
      MessageStructure: read('MessageStructure'),
      MessageAttributes: readAttributes(form),
    });
    return xml(
      200,
      `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>${MessageId}</MessageId></PublishResult></PublishResponse>`,
    );
  } catch (error) {
    if (!(error instanceof SNSServiceException)) throw error;
    const code = error.name.replace(/Exception$/, '');
    return xml(
      error.$metadata.httpStatusCode ?? 500,
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${error.message}</Message></Error></ErrorResponse>`,
    );
  }
}

function readAttributes(form: URLSearchParams): Record<string, MessageAttributeValue> {
  const attributes: [string, MessageAttributeValue][] = [];
  for (let index = 1; form.has(entry(index, 'Name')); index++) {
    attributes.push([
      form.get(entry(index, 'Name')) ?? '',
      {
        DataType: form.get(entry(index, 'Value.DataType')) ?? undefined,
        StringValue: form.get(entry(index, 'Value.StringValue')) ?? undefined,
      },
    ]);
  }
  return Object.fromEntries(attributes);
}

function entry(index: number, member: string): string {
  return `MessageAttributes.entry.${index}.${member}`;
}

function xml(status: number, body: string): WireAnswer {
  return { status, contentType: 'text/xml', body };
}
