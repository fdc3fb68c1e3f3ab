import * as z from 'zod';
import { isKnown, refusing } from '../shared/schema-wording';
import { MAX_RUNBOOK_URL_LENGTH } from './alarm-texts';

export const DEFAULT_RUNBOOK_URL = 'RUNBOOK.md';

/** Mail clients show no link for a URL that has a space, a control character, or no host. */
const PAGE = /^https?:\/\/[^\s\p{C}/][^\s\p{C}]*$/iu;

/**
 * Returns the problems of the runbook's URL, one sentence each. Alarms append the fragments of their headings to the URL. Does
 * not check a URL that only the deployment knows.
 */
function runbookUrlProblems(url: string): string[] {
  if (url === DEFAULT_RUNBOOK_URL || !isKnown(url)) return [];
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !PAGE.test(url)) {
    return [
      'write the URL of a page, such as https://wiki.example.com/ses-runbook: alarms link only to http and https',
    ];
  }
  return [
    ...(url.includes('#')
      ? ['leave out the fragment ("#..."), because each alarm appends the fragment of its heading']
      : []),
    ...(parsed.username || parsed.password
      ? ['leave out user and password, because everybody who receives an alarm can read its link']
      : []),
    ...(url.length > MAX_RUNBOOK_URL_LENGTH ? [`write a URL of at most ${MAX_RUNBOOK_URL_LENGTH} characters`] : []),
  ];
}

/** The URL of the runbook's page. */
export const runbookUrl = z.string('write the URL of a page').superRefine(refusing(runbookUrlProblems)).optional();
