/** Shows the brief that would follow the page of the configured stack. */
import { readConfig } from '../../lib/config/config';
import { printableLines } from '../../lib/shared/printable';
import { messageFor, type PublishedMessage } from '../../local/aws/sns';
import { toEvent } from '../../local/replay/action-events';
import { readBriefFunction } from '../../local/replay/brief-function';
import { createLocalBriefs, type LocalBriefsOptions } from '../../local/replay/local-briefs';
import type { StackContext } from '../stack/stack-settings';
import { stackRegion, synthesizeStack } from '../stack/stack-template';

const MINUTE_MS = 60_000;

export interface PageBriefs {
  /**
   * Runs the brief function if an alarm that pages has started to fire. Returns what the function publishes.
   *
   * @param firing the names of the alarms in ALARM
   * @param urlOption the option with which the commands call the API, after a space. Default: none
   */
  describe(slot: number, firing: readonly string[], urlOption?: string): Promise<string | undefined>;
}

/**
 * Returns undefined for a stack without briefs.
 *
 * @throws ConfigError for a configuration that the stack rejects
 */
export function startPageBriefs(
  context: StackContext,
  aws: Pick<LocalBriefsOptions, 'account' | 'metrics'>,
): PageBriefs | undefined {
  const brief = readBriefFunction(synthesizeStack(context));
  if (!brief) return undefined;
  const { settings } = brief;
  const briefs = createLocalBriefs({ ...aws, settings, region: stackRegion(readConfig(context)) });
  let lastCauses: readonly string[] = [];
  return {
    async describe(slot, firing, urlOption = '') {
      const causes = firing.filter((name) => Object.hasOwn(settings.alarms, name));
      const isNew = causes.some((name) => !lastCauses.includes(name));
      lastCauses = causes;
      if (!isNew) return undefined;
      const at = slot + MINUTE_MS;
      const triggers = causes.map((name) => ({ name, state: 'ALARM' as const }));
      const before = briefs.published.length;
      await briefs.invoke({ event: toEvent(brief.pager, { state: 'ALARM', time: at, triggers }), at, firing });
      return briefs.published
        .slice(before)
        .map((message) => toText(message, urlOption))
        .join('\n\n');
    },
  };
}

/** The commands call the API of `npm start`, which usually has the default URL. */
function toText(message: PublishedMessage, urlOption: string): string {
  return printableLines(`${message.subject}\n${messageFor('email', message).replaceAll(' --url $API_URL', urlOption)}`);
}
