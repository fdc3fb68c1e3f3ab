import { type Stack, Token } from 'aws-cdk-lib';

/** The Region that an ARN names, such as `eu-west-1`. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/**
 * That an ARN is of another Region than a stack, as the end of a sentence.
 *
 * @param what is to be named instead, such as "a topic"
 * @returns undefined where it is of the same Region, or where either is known at deployment only
 */
export function elsewhere(arn: string, { region }: Stack, what: string): string | undefined {
  if (Token.isUnresolved(arn) || Token.isUnresolved(region) || regionOf(arn) === region) return undefined;
  return `is "${arn}", and the stack is in ${region}: name ${what} of ${region}`;
}
