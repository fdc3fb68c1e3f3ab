/** The query protocol: forms with XML answers. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { XmlCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { escapeElement } from './escape-element';
import { hasNoOutput } from './operation';
import type { Protocol } from './protocol';
import { readForm } from './query-input';

/** Times are ISO 8601 if the schema does not say otherwise. */
const DATE_TIME = 5;

const REQUEST_ID = '<RequestId>local</RequestId>';

/** @param xmlNamespace that of the service's answers */
export function queryProtocol(xmlNamespace: string): Protocol {
  const codec = new XmlCodec({
    timestampFormat: { useTrait: true, default: DATE_TIME },
    httpBindings: false,
    xmlNamespace,
    serviceNamespace: '',
  });
  return {
    read: (input, body) => readForm(NormalizedSchema.of(input), new URLSearchParams(body.toString('utf8'))),
    write({ name, output }, value) {
      if (hasNoOutput({ output }))
        return xml(200, `<${name}Response xmlns="${xmlNamespace}">${metadata()}</${name}Response>`);
      const serializer = codec.createSerializer();
      serializer.write(output, value);
      return xml(
        200,
        `<${name}Response xmlns="${xmlNamespace}">${withRoot(`${name}Result`, String(serializer.flush()))}${metadata()}</${name}Response>`,
      );
    },
    writeError: ({ code, message, status }) =>
      xml(
        status,
        `<ErrorResponse xmlns="${xmlNamespace}"><Error><Type>Sender</Type><Code>${code.replace(/Exception$/, '')}</Code>` +
          `<Message>${escapeElement(message)}</Message></Error>${REQUEST_ID}</ErrorResponse>`,
      ),
  };
}

function metadata(): string {
  return `<ResponseMetadata>${REQUEST_ID}</ResponseMetadata>`;
}

/** Renames the outermost element, which the serializer names after the shape. */
function withRoot(name: string, document: string): string {
  return document.replace(/^<[\w.]+/, `<${name}`).replace(/<\/[\w.]+>$/, `</${name}>`);
}

function xml(status: number, body: string) {
  return { status, contentType: 'text/xml', body };
}
