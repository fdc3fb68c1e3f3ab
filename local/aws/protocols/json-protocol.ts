/** AWS JSON 1.0 and 1.1. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
import { JsonCodec } from '@aws-sdk/core/protocols';
import { hasNoOutput } from './operation';
import type { Protocol } from './protocol';

/** Times are epoch seconds if the schema does not say otherwise. */
const EPOCH_SECONDS = 7;

/** @param contentType that of the request, such as `application/x-amz-json-1.0` */
export function jsonProtocol(contentType: string): Protocol {
  const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName: false });
  return {
    read: (input, body) => codec.createDeserializer().read(input, body),
    write({ output }, value) {
      if (hasNoOutput({ output })) return { status: 200, contentType, body: '{}' };
      const serializer = codec.createSerializer();
      serializer.write(output, value);
      return { status: 200, contentType, body: serializer.flush() as string };
    },
    writeError: ({ code, message, status }) => ({
      status,
      contentType,
      // Clients of a service that spoke the query protocol before read the code from this header.
      headers: { 'x-amzn-query-error': `${code};Sender` },
      body: JSON.stringify({ __type: code, message }),
    }),
  };
}
