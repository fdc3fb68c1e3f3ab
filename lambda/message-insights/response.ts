import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { PROBLEMS, type Problem, type ProblemMembers, problemType } from './problem';

export interface Content {
  readonly status: number;
  readonly type: string;
  /** Undefined if the response has no body. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns the response with this content, and with the headers that every response has. */
export function toResponse(
  { status, type, body, headers }: Content,
  requestId: string,
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: {
      'cache-control': 'private',
      ...headers,
      ...(body && { 'content-type': type }),
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
    },
    body: body && JSON.stringify(body),
  };
}

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of a problem. */
export interface ProblemBody extends ProblemMembers {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
}

/** Returns a problem as content, with the headers of its kind. */
export function toProblemContent({ kind, message, members, ageSeconds }: Problem, requestId: string): Content {
  const { status, title } = PROBLEMS[kind];
  const body: ProblemBody = { type: problemType(kind), title, status, detail: message, requestId, ...members };
  return {
    status,
    type: PROBLEM_TYPE,
    body,
    headers: {
      ...(members.allowedMethods && { allow: members.allowedMethods.join(', ') }),
      ...(ageSeconds !== undefined && { age: String(ageSeconds) }),
      ...(members.retryAfterSeconds !== undefined && { 'retry-after': String(members.retryAfterSeconds) }),
    },
  };
}
