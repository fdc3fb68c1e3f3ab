/** An operation of an AWS service. The SDK's schema describes its input and output on the wire. */
import type { GetCallerIdentity$ } from '@aws-sdk/client-sts';
import { deref, NormalizedSchema } from '@smithy/core/schema';

/** The schema of an operation, as SDK clients export it. */
type OperationSchema = typeof GetCallerIdentity$;

/** The schema of an input, an output or one of their members. */
export type Schema = ReturnType<typeof deref>;

/** Where a call is made. */
export interface CallScope {
  /** The name with which clients sign, such as `monitoring`. */
  readonly service: string;
  readonly region: string;
}

export interface Operation {
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
  /** @throws AwsError for an input that the service rejects */
  answer(input: object, scope: CallScope): object | Promise<object>;
}

/** The operations of one service, by name. */
export type Operations = Readonly<Record<string, Operation>>;

/** Returns whether an operation has no output. */
export function hasNoOutput({ output }: Pick<Operation, 'output'>): boolean {
  return NormalizedSchema.of(output).isUnitSchema();
}

/** Binds an operation's schema to the types of the SDK. */
export function operation<Input extends object, Output extends object>(
  [, , name, , input, output]: OperationSchema,
  answer: (input: Input, scope: CallScope) => Output | Promise<Output>,
): Operation {
  return {
    name,
    input: deref(input),
    output: deref(output),
    answer: (value, scope) => answer(value as Input, scope),
  };
}
