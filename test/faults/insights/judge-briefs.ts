/** One incident has one brief. Each page has a brief, a reminder of it, or a clear failure. */
import { messageFor } from '../../../local/aws/sns';
import { BOUNCES_OF_DAY, BURST } from './account';
import type { Story } from './scene';
import type { Arrival } from './wire';

export function judgeBriefs(story: Story): string[] {
  const { published, happened } = story;
  if (happened.invocations.length === 0) return [];
  const briefs = published.filter(({ subject = '' }) => !isReminder(subject));
  const incidents = new Set(published.map((message) => incidentIn(messageFor('email', message))));
  const isFailed = happened.invocations.some(({ attempt, outcome }) => attempt === 3 && outcome !== 'answered');
  const spare = countRepeats(story);
  return [
    ...(briefs.length === 0 && !isFailed ? ['no brief, and no invocation failed'] : []),
    ...(briefs.length > 1 + spare
      ? [`${briefs.length} briefs of one incident, of which ${spare} may repeat another`]
      : []),
    ...(incidents.size > 1 && spare === 0 ? [`one incident has the IDs ${[...incidents].join(', ')}`] : []),
    ...(incidents.has(undefined) ? ['a message names no incident'] : []),
    ...briefs.flatMap(({ subject = '' }) => judgeSubject(subject, story)),
    ...unanswered(story),
  ];
}

function isReminder(subject: string): boolean {
  return subject.startsWith('Brief: same bounce incident as ');
}

function incidentIn(text: string): string | undefined {
  return /\bincident (bounce-\d{8}T\d{4}Z)/i.exec(text)?.[1];
}

/**
 * Returns how many messages may repeat another one, by docs/alarms.md: SNS got a message and its answer was lost, or the
 * invocation ended before the table had the answer, or it had no table.
 */
function countRepeats({ arrivals, hits, happened, scene }: Story): number {
  const isPublish = ({ operation }: Pick<Arrival, 'operation'>) => operation === 'Publish';
  const lost = hits.filter(isPublish).length;
  const unrecorded = happened.invocations.filter(
    ({ instance, from, until, outcome }) =>
      outcome !== 'answered' &&
      arrivals.some(
        (arrival) => isPublish(arrival) && arrival.instance === instance && arrival.at >= from && arrival.at <= until,
      ),
  ).length;
  const withoutTable = hits.some(({ service }) => service === 'table');
  // With wrong clocks, the claim of a writer may seem to have ended.
  return lost + unrecorded + (withoutTable || scene.skewsMs ? happened.invocations.length : 0);
}

const UNKNOWN =
  /^Brief: No mail is named for the bounces, because (?:other export jobs ran|SES has not finished|SES failed|the list of SES is unreadable)( |$)/;

function judgeSubject(subject: string, { hits, killed, scene }: Story): string[] {
  const isUndisturbed = hits.length === 0 && killed.length === 0 && !scene.skewsMs && !scene.exportJobs;
  if (UNKNOWN.test(subject) && !isUndisturbed) return [];
  const [, culprit, bounces] = /^Brief: (\d+) of (\d+) bounces share one /.exec(subject) ?? [];
  // Each row of another shape is not counted, and the brief says so.
  const uncounted = BURST.ofCulprit - Number(culprit);
  const isTrue = [BURST.bounces, BOUNCES_OF_DAY].includes(Number(bounces) + uncounted);
  return isTrue && uncounted >= 0 && uncounted <= (isUndisturbed ? 0 : 1)
    ? []
    : [`the subject "${subject}" is not true`];
}

/** Returns the pages that got neither a message nor a clear failure. */
function unanswered({ happened: { invocations } }: Story): string[] {
  const steps = new Set(invocations.map(({ step }) => step));
  return [...steps].flatMap((step) => {
    const last = invocations.findLast((invocation) => invocation.step === step);
    return last?.outcome === 'answered' || last?.attempt === 3 ? [] : [`the page at ${step.at} has no end`];
  });
}
