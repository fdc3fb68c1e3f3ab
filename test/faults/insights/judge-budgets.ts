/** SES allows one call a second, and all instances share it. */
import { SECOND } from '../../support/world';
import type { Story } from './scene';
import type { Arrival } from './wire';

/** The operations whose calls take turns. */
const IN_TURN = ['GetMessageInsights', 'GetSuppressedDestination', 'CreateExportJob'] as const;

/** Instances without the table have turns of their own. No export job is created without it. */
const WITHOUT_TABLE: readonly string[] = ['GetMessageInsights', 'GetSuppressedDestination'];

/** Two calls that came too close to each other. */
interface Pair {
  readonly first: Arrival;
  readonly second: Arrival;
}

export function judgeBudgets(story: Story): string[] {
  return IN_TURN.flatMap((operation) =>
    closePairs(story, operation)
      .filter((pair) => !isExplained(pair, story))
      .map(
        ({ first, second }) =>
          `${operation} of ${first.instance} and ${second.instance}, ${second.at - first.at} ms apart`,
      ),
  );
}

/** Returns the number of calls that came too early because clocks were wrong. SES throttles them. */
export function countEarly(story: Story): number {
  return IN_TURN.flatMap((operation) => closePairs(story, operation)).length;
}

function closePairs({ arrivals }: Story, operation: string): Pair[] {
  const calls = arrivals.filter((arrival) => arrival.operation === operation);
  return calls
    .slice(1)
    .map((second, index) => ({ first: calls[index] as Arrival, second }))
    .filter(({ first, second }) => second.at - first.at < SECOND);
}

function isExplained({ first, second }: Pair, story: Story): boolean {
  if (first.instance === second.instance) return false;
  if (story.scene.skewsMs) return true;
  return WITHOUT_TABLE.includes(first.operation) && [first, second].some((call) => wasWithoutTable(call, story));
}

/** The log line of the request says so, or the instance was killed after the table had failed. */
function wasWithoutTable({ instance, at }: Arrival, { logs, killed, hits }: Story): boolean {
  if (killed.includes(instance)) return hits.some((hit) => hit.service === 'table');
  const line = logs.find((log) => log.instance === instance && log.at >= at && 'sesCalls' in log.line);
  return line?.line.tableFailure !== undefined;
}
