/** Smithy RPC v2 with CBOR, which the AWS CLI uses for CloudWatch. https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
import { CborCodec, cbor } from '@smithy/core/cbor';
import type { WireAnswer } from '../wire';
import { hasNoOutput } from './operation';
import type { Protocol } from './protocol';

const codec = new CborCodec();

const HEADERS = { 'smithy-protocol': 'rpc-v2-cbor' };

export const CBOR_PROTOCOL: Protocol = {
  read: (input, body) => (body.length > 0 ? codec.createDeserializer().read(input, body) : {}),
  write({ output }, value) {
    if (hasNoOutput({ output })) return answer(200, cbor.serialize({}));
    const serializer = codec.createSerializer();
    serializer.write(output, value);
    return answer(200, serializer.flush());
  },
  writeError: ({ code, message, status }) => ({
    ...answer(status, cbor.serialize({ __type: code, message })),
    headers: { ...HEADERS, 'x-amzn-query-error': `${code};Sender` },
  }),
};

function answer(status: number, body: Uint8Array): WireAnswer {
  return { status, contentType: 'application/cbor', headers: HEADERS, body: Uint8Array.from(body) };
}
