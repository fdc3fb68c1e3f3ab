import { describe, expect, it } from '@jest/globals';
import { draftAnswer, draftPauseAnswer } from '../../../../cli/case-file/document/draft-answer';
import { textOf } from '../../../support/documents';

/** The blocks of text that readers of the runbook copy, as paragraphs on one line each. */
const [bounces = [], complaints = [], pause = []] = Array.from(
  textOf('RUNBOOK.md').matchAll(/^```text\n([\s\S]*?)\n```$/gm),
  ([, text = '']) => text.split('\n\n').map((paragraph) => paragraph.replaceAll('\n', ' ')),
);

describe('without figures, the draft is the text of the runbook', () => {
  it.each([
    ['about bounces', draftAnswer('bounce', {}), bounces],
    ['about complaints', draftAnswer('complaint', {}), complaints],
    ['about a pause', [draftPauseAnswer({})], pause],
  ])('%s', (_, draft, expected) => {
    expect(expected.join()).toContain('____');
    expect(draft).toEqual(expected);
  });
});

it('fills in the figures that are known, and leaves the cause and the change to people', () => {
  const [happened, changed, noticed] = draftAnswer('bounce', {
    from: '2026-11-18 15:07',
    until: '2026-11-18 16:30',
    region: 'eu-west-1',
    before: '1.1',
    peak: '4.33',
    newest: '0.9',
    events: '746',
    attempts: '17,242',
    suppressedBy: "SES's account-level suppression list",
    hourThreshold: '10',
    dayThreshold: '5',
    pageAt: '2026-11-18 15:23',
    timeToPage: '16 minutes',
  });
  expect(happened).toContain(
    'from 2026-11-18 15:07 to 2026-11-18 16:30 UTC, our hard bounce rate in eu-west-1 rose from 1.1 % to 4.33 % over 24 hours: 746 bounces of 17,242 sends. The mail was ____',
  );
  expect(changed).toContain("SES's account-level suppression list holds back further mail");
  expect(changed).toContain('we stopped ____ at ____ UTC');
  expect(noticed).toContain("10 % of one hour's sends or 5 % of 24 hours' sends");
  expect(noticed).toContain('came at 2026-11-18 15:23 UTC, 16 minutes after');
});
