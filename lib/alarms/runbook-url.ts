import { MAX_RUNBOOK_URL_LENGTH } from './alarm-texts';

/** Mail readers make no link of a URL that has a space or a control character, or no host after the slashes. */
const PAGE = /^https?:\/\/[^\s\p{C}/][^\s\p{C}]*$/iu;

/** What is wrong with the page of the runbook, a sentence each: alarms append the fragment of their heading to it. */
export function runbookUrlProblems(url: string): string[] {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !PAGE.test(url)) {
    return [
      'write the URL of a page, such as https://wiki.example.com/ses-runbook: alarms link to http and https only',
    ];
  }
  return [
    ...(url.includes('#')
      ? ['leave out "#" and what follows it: each alarm appends the fragment of its own heading']
      : []),
    ...(parsed.username || parsed.password
      ? ['leave out user and password: everybody who gets an alarm reads its link']
      : []),
    ...(url.length > MAX_RUNBOOK_URL_LENGTH ? [`write a URL of at most ${MAX_RUNBOOK_URL_LENGTH} characters`] : []),
  ];
}
