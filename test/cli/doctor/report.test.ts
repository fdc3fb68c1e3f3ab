/** The report for people, and as JSON. */
import { describe, expect, it } from '@jest/globals';
import { unknownResult } from '../../../cli/doctor/checks/check';
import { type Finding, found } from '../../../cli/doctor/checks/findings';
import { type Examination, isWrong } from '../../../cli/doctor/examination';
import { toReportJson } from '../../../cli/doctor/report-json';
import { toReportText } from '../../../cli/doctor/report-text';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const UNKNOWN = 'AWS does not allow ses:GetAccount';

const examinationOf = (...findings: Finding[]): Examination => ({
  account: '111122223333',
  regions: ['eu-west-1'],
  sections: [{ subject: 'eu-west-1', findings }],
});

const EXAMPLE = examinationOf(
  found('bootstrapped', 'The bootstrap version of eu-west-1 is 21.'),
  found('sandbox', 'The account is in the sandbox of eu-west-1.', {
    advice: 'Request it:',
    lines: ['aws sesv2 '.padEnd(90, 'x')],
  }),
  unknownResult('VDM', UNKNOWN),
  unknownResult('Sending', UNKNOWN),
  found('sending-disabled', 'Sending is disabled in eu-west-1.', { advice: 'Enable it:', lines: ['aws sesv2 put'] }),
);

describe('the report', () => {
  it('shows the worst first, each reason of unknown checks once, and commands on one line', () => {
    expect(toReportText(EXAMPLE, 60)).toBe(`eu-west-1
PROBLEM  Sending: Sending is disabled in eu-west-1.
         No mail leaves this Region.
         Enable it:
           aws sesv2 put
UNKNOWN  VDM, Sending: AWS does not allow ses:GetAccount.
         This may hide a problem.
WARNING  Sandbox: The account is in the sandbox of
         eu-west-1.
         In the sandbox, SES sends only to verified
         addresses, and refuses all other mail.
         Request it:
           ${'aws sesv2 '.padEnd(90, 'x')}
OK       Bootstrap: The bootstrap version of eu-west-1 is
         21.

1 problem, 2 unknown, 1 warning, 0 advice, 1 OK`);
  });

  it('is JSON with all findings in the order of the checks', () => {
    const { findings, ...rest } = JSON.parse(toReportJson(EXAMPLE, NOW));
    expect(rest).toEqual({
      examinedAt: '2026-11-26T12:00:00.000Z',
      account: '111122223333',
      regions: ['eu-west-1'],
      isWrong: true,
    });
    expect(findings.map(({ id, subject }: { id: string; subject: string }) => `${subject} ${id}`)).toEqual(
      ['bootstrapped', 'sandbox', 'unknown', 'unknown', 'sending-disabled'].map((id) => `eu-west-1 ${id}`),
    );
  });

  it.each([
    ['a problem', true, found('sending-disabled', '')],
    ['something unknown that may hide a problem', true, unknownResult('Sending', UNKNOWN)],
    ['something unknown that hides at most advice', false, unknownResult('VDM', UNKNOWN)],
    ['a warning', false, found('sandbox', '')],
  ])('says that something is wrong for %s: %s', (_, expected, finding) => {
    expect(isWrong(examinationOf(finding))).toBe(expected);
  });
});
