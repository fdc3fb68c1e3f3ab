/** Formats problems of the API for people. */
import type { ApiProblem } from './insights-response';

/** Returns the lines of a problem: what happened, then what to do next. */
export function problemLines({ title, type, status, detail, possibleCauses = [], requestId }: ApiProblem): string[] {
  const kind = [status, type?.split(':').pop()].filter(Boolean).join(' ');
  const isLogged = status !== undefined && status >= 500 && requestId !== undefined;
  const advice = detail ?? (status && GATEWAY_ADVICE[status]);
  return [
    `${title ?? 'The request failed.'}${kind && ` (${kind})`}`,
    ...(advice ? [advice] : []),
    ...possibleCauses.map((cause) => `- ${cause}`),
    ...(isLogged ? [`Request id in the log: ${requestId}`] : []),
  ];
}

/** Advice for errors of the gateway, because these errors contain no advice. */
const GATEWAY_ADVICE: Readonly<Record<number, string>> = {
  401: 'The API requires a token: set INSIGHTS_TOKEN to a valid token with the required scope.',
  403: 'The credentials lack execute-api:Invoke on this route, or they have expired, or the API requires a token (INSIGHTS_TOKEN).',
};
