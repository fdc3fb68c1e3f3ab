/** BatchGetMetricData on the wire. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html */
import * as z from 'zod';
import { DAY_MS, DIMENSIONS, isMidnight, METRICS, type NumbersAccount, volumesByDay } from './daily-volumes';
import type { WireAnswer } from './wire';

const MAX_DAYS = 60;

/** Times are epoch seconds. */
const REQUEST = z.object({
  Queries: z
    .array(
      z.object({
        Id: z.string().min(1).max(255),
        Namespace: z.literal('VDM'),
        Metric: z.enum(METRICS),
        Dimensions: z.partialRecord(z.enum(DIMENSIONS), z.string()).optional(),
        StartDate: z.number(),
        EndDate: z.number(),
      }),
    )
    .min(1)
    .max(10),
});

type Query = z.infer<typeof REQUEST>['Queries'][number];

/** @param calledAt epoch milliseconds */
export function metricDataAnswer(account: NumbersAccount, body: string, calledAt: number): WireAnswer {
  const { data, error } = REQUEST.safeParse(JSON.parse(body));
  if (!data) return badRequest(`The request is not valid: ${error.issues[0]?.path.join('.')}`);
  const problem = data.Queries.map(problemOf).find(Boolean);
  if (problem) return badRequest(problem);
  const results = data.Queries.map((query) => {
    const days = [...volumesByDay(numbersOf(account, query, calledAt), query.Metric)];
    return { Id: query.Id, Timestamps: days.map(([day]) => day / 1000), Values: days.map(([, volume]) => volume) };
  });
  // SES does not document an order.
  return json(200, { Results: results.toReversed(), Errors: [] });
}

function problemOf({ StartDate, EndDate }: Query): string | undefined {
  if (!isMidnight(StartDate * 1000) || !isMidnight(EndDate * 1000)) return 'Only whole days are allowed.';
  if (StartDate >= EndDate) return 'The start must be before the end.';
  if ((EndDate - StartDate) * 1000 > MAX_DAYS * DAY_MS) return `At most ${MAX_DAYS} days are allowed.`;
  return undefined;
}

function numbersOf(account: NumbersAccount, { StartDate, EndDate, Dimensions = {} }: Query, calledAt: number) {
  const numbers = account.dailyVolumes?.(StartDate * 1000, EndDate * 1000, calledAt) ?? [];
  return numbers.filter(({ values }) =>
    DIMENSIONS.every((name) => (Dimensions[name] ?? values[name]) === values[name]),
  );
}

function badRequest(message: string): WireAnswer {
  return { ...json(400, { message }), headers: { 'x-amzn-errortype': 'BadRequestException' } };
}

function json(status: number, body: object): WireAnswer {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
