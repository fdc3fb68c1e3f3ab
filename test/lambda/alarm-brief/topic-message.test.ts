/** The forms of a message, and what strangers' words may do to them. */
import { describe, expect, it } from '@jest/globals';
import type { BriefDocument } from '../../../lambda/alarm-brief/brief-document';
import { toTopicMessage } from '../../../lambda/alarm-brief/topic-message';
import { toMarkdownLine, toPlainLine } from '../../../lambda/alarm-brief/words';

describe("strangers' words", () => {
  it.each([
    ['an ordinary subject', 'Your order & receipt', 'Your order & receipt', '`Your order & receipt`'],
    ['a mention of Slack', 'Hi <!channel>', 'Hi <!channel>', '`Hi ‹!channel›`'],
    [
      'a link of Slack',
      '<https://evil.example|Log in>',
      '<https://evil.example|Log in>',
      '`‹https://evil.example|Log in›`',
    ],
    [
      'a link of Teams',
      '[Log in](https://evil.example)',
      '[Log in](https://evil.example)',
      '`[Log in](https://evil.example)`',
    ],
    ['the end of a code span', 'a` *b* `c', 'a` *b* `c', "`a' *b* 'c`"],
    ['line feeds, which could fake a line', 'a\nNEXT\r\nrm -rf', 'a NEXT  rm -rf', '`a NEXT  rm -rf`'],
    ['line separators', 'a\u2028b\u2029c\u0085d', 'a b c d', '`a b c d`'],
    ['characters that change the direction', 'a\u202Eb\u2066c', 'a b c', '`a b c`'],
    ['an escape sequence', '\u001B[31mred', ' [31mred', '`[31mred`'],
    ['half a character', 'a\uD800b', 'a b', '`a b`'],
    ['nothing', '', '', '` `'],
    ['500 characters', '𝒳'.repeat(500), '𝒳'.repeat(500), `\`${'𝒳'.repeat(500)}\``],
    ['more than 500 characters', 'x'.repeat(501), `${'x'.repeat(497)}...`, `\`${'x'.repeat(497)}...\``],
  ])('%s', (_, quoted, plain, markdown) => {
    expect([toPlainLine([{ quoted }]), toMarkdownLine([{ quoted }])]).toEqual([plain, markdown]);
  });
});

const group = (words: string) => ({ heading: words.slice(0, 3), lines: [[{ quoted: words }]] });

const DOCUMENT: BriefDocument = {
  subject: 'Brief: 4 of 5 bounces share one sender',
  opening: [['4 of 5 bounces: '], [{ quoted: 'from news@shop.example' }]],
  groupings: [group('one'), group('two'), group('three')],
  sections: [group('account')],
  commands: ['npm run insights -- bouncing'],
  comparisons: [['One day earlier: nothing.']],
};

describe('the message', () => {
  it('begins with the finding and ends with the comparisons, in plain text', () => {
    expect(toTopicMessage(DOCUMENT).forms.default).toBe(
      '4 of 5 bounces: \nfrom news@shop.example\n\nONE\none\n\nTWO\ntwo\n\nTHR\nthree\n\nACC\naccount\n\n' +
        'NEXT\nnpm run insights -- bouncing\n\nCOMPARED\nOne day earlier: nothing.',
    );
  });

  it('has two groupings in a chat channel', () => {
    const { https } = toTopicMessage(DOCUMENT).forms;
    expect(JSON.parse(https)).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: DOCUMENT.subject,
        description:
          '4 of 5 bounces: \n`from news@shop.example`\n\n*one*\n`one`\n\n*two*\n`two`\n\n*acc*\n`account`\n\nOne day earlier: nothing.',
        nextSteps: ['Run `npm run insights -- bouncing`'],
        keywords: ['Amazon SES', 'brief'],
      },
    });
  });

  it('is its subject on a phone', () => {
    expect(toTopicMessage(DOCUMENT).forms.sms).toBe(DOCUMENT.subject);
  });

  /** @param lines each of 200 characters, which take 800 bytes in each form */
  const large = (lines: number) => ({
    heading: 'LARGE',
    lines: Array.from({ length: lines }, () => [{ quoted: '𝒳'.repeat(200) }]),
  });

  it.each<[string, Partial<BriefDocument>, boolean, number]>([
    ['keeps everything that fits', {}, true, 3],
    [
      'leaves out the comparisons first',
      { groupings: [large(20)], comparisons: [['One day earlier: '], ...large(30).lines] },
      false,
      1,
    ],
    ['leaves out the last groupings next', { groupings: [large(20), large(20), large(20)] }, false, 2],
    ['leaves out all groupings at last', { groupings: [large(90)] }, false, 0],
  ])('%s', (_, change, hasComparisons, groupings) => {
    const { forms } = toTopicMessage({ ...DOCUMENT, ...change });
    expect(Buffer.byteLength(JSON.stringify(forms))).toBeLessThanOrEqual(64 * 1024);
    expect(forms.default.includes('COMPARED')).toBe(hasComparisons);
    expect(forms.default.match(/^(ONE|TWO|THR|LARGE)$/gm) ?? []).toHaveLength(groupings);
    expect(forms.default).toContain('\nNEXT\nnpm run');
  });
});
