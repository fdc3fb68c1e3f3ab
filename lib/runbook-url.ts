/** An alarm's description holds 1,024 characters, and its link at the end is what helps. */
const MAX_LENGTH = 300;

/** What is wrong with the page of the runbook, a sentence each: alarms append the fragment of their heading to it. */
export function runbookUrlProblems(url: string): string[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:\/\/\S+$/i.test(url)) {
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
    ...(url.length > MAX_LENGTH ? [`write a URL of at most ${MAX_LENGTH} characters`] : []),
  ];
}
