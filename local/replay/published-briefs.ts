/** The briefs that a replay publishes. */
import { messageFor } from '../aws/sns';
import type { BriefFunction } from './brief-function';
import { createLocalBriefs, type Invocation, type LocalBriefsOptions } from './local-briefs';

export interface PublishedBrief {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly subject: string;
  /** As e-mail subscribers get it. */
  readonly text: string;
}

/**
 * Creates a function that returns the briefs of invocations. Equal invocations run only once, because they lead to equal
 * briefs.
 *
 * @param briefs undefined: nothing is published
 */
export function createPublisher(
  briefs: BriefFunction | undefined,
  aws: Pick<LocalBriefsOptions, 'account' | 'metrics'>,
): (invocations: readonly Invocation[]) => Promise<readonly PublishedBrief[]> {
  const published = new Map<string, Promise<PublishedBrief[]>>();
  return async (invocations) => {
    if (!briefs) return [];
    const key = JSON.stringify(invocations);
    const messages = published.get(key) ?? publish(invocations, briefs, aws);
    published.set(key, messages);
    return messages;
  };
}

async function publish(
  invocations: readonly Invocation[],
  { settings }: BriefFunction,
  aws: Pick<LocalBriefsOptions, 'account' | 'metrics'>,
): Promise<PublishedBrief[]> {
  const local = createLocalBriefs({ settings, ...aws });
  for (const invocation of invocations) await local.invoke(invocation);
  return local.published.map((message) => ({
    time: message.publishedAt,
    subject: message.subject ?? '',
    text: messageFor('email', message),
  }));
}
