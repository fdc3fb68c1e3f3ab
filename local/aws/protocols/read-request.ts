/** Recognizes the protocol, the service and the operation of a request. */
import { CBOR_PROTOCOL } from './cbor-protocol';
import { jsonProtocol } from './json-protocol';
import type { AwsRequest } from './protocol';
import { queryProtocol } from './query-protocol';

/** Services that speak the query protocol, by the name with which clients sign, and the namespaces of their answers. */
const XML_NAMESPACES: Readonly<Record<string, string>> = {
  cloudformation: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  monitoring: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
  ses: 'http://ses.amazonaws.com/doc/2010-12-01/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** Services that speak AWS JSON, by the first part of the header `x-amz-target`. */
const TARGETS: Readonly<Record<string, string>> = {
  AmazonSQS: 'sqs',
  AmazonSSM: 'ssm',
  GraniteServiceVersion20100801: 'monitoring',
  Logs_20140328: 'logs',
  ServiceQuotasV20190624: 'servicequotas',
};

const CBOR_PATH = /^\/service\/\w+\/operation\/(?<operation>\w+)\/?$/;

/** @returns undefined for a request that is in none of the protocols */
export function readRequest(path: string, headers: Headers, body: Buffer): AwsRequest | undefined {
  const scope = readScope(headers.get('authorization') ?? '');
  const [, cborOperation] = CBOR_PATH.exec(path) ?? [];
  if (cborOperation !== undefined) {
    return { ...scope, service: 'monitoring', operation: cborOperation, body, protocol: CBOR_PROTOCOL };
  }
  if (path !== '/') return undefined;
  const [target = '', jsonOperation] = (headers.get('x-amz-target') ?? '').split('.');
  if (jsonOperation !== undefined) {
    const protocol = jsonProtocol(headers.get('content-type') ?? 'application/x-amz-json-1.0');
    return { ...scope, service: TARGETS[target] ?? scope.service, operation: jsonOperation, body, protocol };
  }
  const operation = new URLSearchParams(body.toString('utf8')).get('Action');
  if (operation === null) return undefined;
  return { ...scope, operation, body, protocol: queryProtocol(XML_NAMESPACES[scope.service] ?? '') };
}

/** Reads the Region and the service from the credential scope of a signature. */
export function readScope(authorization: string): Pick<AwsRequest, 'service' | 'region'> {
  const [, region = '', service = ''] =
    /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization) ?? [];
  return { region, service };
}
