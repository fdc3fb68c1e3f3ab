/** The errors of SES v2, as the SDK throws them. The messages are invented. */
import {
  BadRequestException,
  LimitExceededException,
  NotFoundException,
  SESv2ServiceException,
  TooManyRequestsException,
} from '@aws-sdk/client-sesv2';
import type { WireAnswer } from '../wire';

export function badRequest(message: string): Error {
  return new BadRequestException(optionsOf(400, message));
}

export function notFound(message: string): Error {
  return new NotFoundException(optionsOf(404, message));
}

export function limitExceeded(message: string): Error {
  return new LimitExceededException(optionsOf(400, message));
}

export function throttled(): Error {
  return new TooManyRequestsException(optionsOf(429, 'Rate exceeded'));
}

function optionsOf(httpStatusCode: number, message: string) {
  return { message, $metadata: { httpStatusCode } };
}

/** Returns the response of REST JSON to an error of SES. Throws all other errors. */
export function toErrorAnswer(error: unknown): WireAnswer {
  if (!(error instanceof SESv2ServiceException)) throw error;
  return {
    status: error.$metadata.httpStatusCode ?? 500,
    contentType: 'application/json',
    headers: { 'x-amzn-errortype': error.name },
    body: JSON.stringify({ message: error.message }),
  };
}
