/** A protocol of AWS, from the side of the service. */
import type { WireAnswer } from '../wire';
import type { AwsError } from './aws-error';
import type { Operation, Schema } from './operation';

/** A request in one of the protocols, before its input is read. */
export interface AwsRequest {
  /** The name with which the client signed, such as `monitoring`. Empty for a request without a signature. */
  readonly service: string;
  /** Empty for a request without a signature. */
  readonly region: string;
  readonly operation: string;
  readonly body: Buffer;
  readonly protocol: Protocol;
}

export interface Protocol {
  read(input: Schema, body: Buffer): object | Promise<object>;
  write(operation: Pick<Operation, 'name' | 'output'>, value: object): WireAnswer;
  writeError(error: AwsError): WireAnswer;
}
