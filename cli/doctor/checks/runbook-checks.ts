/** Checks of the page that every alarm links to. */
import { DEFAULT_RUNBOOK_URL } from '../../../lib/alarms/runbook-url';
import { counted } from '../../../lib/shared/plural';
import type { RunbookPage, RunbookResponse, StackFacts } from '../facts/facts';
import { type Check, checkOf, unknownResult } from './check';
import { type Finding, found } from './findings';

const NOT_FOUND = [404, 410];
const NEEDS_LOGIN = [401, 403, 407];

/** Without a login, it answers HTTP status 404 for private pages, too. */
const GITHUB = 'github.com';

/** A part of the host or the path of login pages. */
const LOGIN_URL =
  /(^|[./_-])(login|log-in|signin|sign_in|sign-in|sso|saml2?|oauth2?|authorize|adfs|cas|auth)([./_?-]|$)/i;
const PASSWORD_FIELD = /<input[^<>]+type\s*=\s*["']?password/i;
const HEADING = /<h[1-6][\s>]/i;

export const RUNBOOK_CHECKS: readonly Check<StackFacts>[] = [
  checkOf('Runbook', ({ runbook }) => runbook, judgeRunbook),
];

function judgeRunbook({ url, anchors, response }: RunbookPage, { stack }: StackFacts): Finding {
  if (url === DEFAULT_RUNBOOK_URL || !response) {
    return found('runbook-unset', 'The alarms link to no URL.', {
      advice: 'Put a copy of RUNBOOK.md where people on call can read it. Add its URL to cdk.json, and deploy:',
      lines: ['"exporter:runbookUrl": "https://wiki.example.com/ses-runbook"', `npx cdk deploy ${stack.name}`],
    });
  }
  const openByHand = { advice: 'Open the link on the phone of somebody on call:', lines: [linkOf(url, anchors)] };
  if (NOT_FOUND.includes(response.status)) {
    if (new URL(url).host === GITHUB) {
      const what = `${url} opens only after a login, or does not exist: GitHub answers with HTTP status ${response.status} for both.`;
      return found('runbook-needs-login', what, openByHand);
    }
    return found('runbook-not-found', `${url} answers with HTTP status ${response.status}.`, {
      advice: 'Put RUNBOOK.md there, or correct the URL in cdk.json and deploy:',
      lines: [`npx cdk deploy ${stack.name}`],
    });
  }
  if (needsLogin(url, response)) {
    return found('runbook-needs-login', `${url} opens only after a login (${describe(url, response)}).`, openByHand);
  }
  if (response.status >= 300) {
    return unknownResult('Runbook', `the page ${url} answers with HTTP status ${response.status}`);
  }
  return judgeHeadings({ url, anchors }, response);
}

function judgeHeadings({ url, anchors }: RunbookPage, { html }: RunbookResponse): Finding {
  if (html === undefined || !HEADING.test(html)) {
    return found('runbook-unreadable', `${url} opens, but its headings cannot be read.`, {
      advice: 'Open the link of an alarm, and check that it leads to its heading:',
      lines: [linkOf(url, anchors)],
    });
  }
  const missing = anchors.filter((anchor) => !hasAnchor(html, anchor));
  if (missing.length === 0)
    return found('runbook-opens', `${url} opens, and has ${counted(anchors.length, 'heading')} that alarms link to.`);
  return found('runbook-lacks-headings', `${url} lacks ${counted(missing.length, 'heading')}: ${missing.join(', ')}.`, {
    advice: 'Copy the RUNBOOK.md of the deployed version there, and keep its headings:',
    lines: [linkOf(url, missing)],
  });
}

function needsLogin(url: string, response: RunbookResponse): boolean {
  if (NEEDS_LOGIN.includes(response.status)) return true;
  if (PASSWORD_FIELD.test(response.html ?? '')) return true;
  if (response.url === url) return false;
  const { host, pathname } = new URL(response.url);
  return LOGIN_URL.test(`${host}${pathname}`);
}

function describe(url: string, { status, url: finalUrl }: RunbookResponse): string {
  if (NEEDS_LOGIN.includes(status)) return `HTTP status ${status}`;
  return finalUrl === url ? 'it shows a password field' : `it redirects to ${new URL(finalUrl).host}`;
}

function linkOf(url: string, [anchor]: readonly string[]): string {
  return anchor === undefined ? url : `${url}#${anchor}`;
}

/** GitHub writes `user-content-` before the ids of headings. */
function hasAnchor(html: string, anchor: string): boolean {
  return [anchor, `user-content-${anchor}`].some(
    (id) =>
      ['"', "'"].some((quote) =>
        ['id', 'name'].some((attribute) => html.includes(`${attribute}=${quote}${id}${quote}`)),
      ) || html.includes(`href="#${id}"`),
  );
}
