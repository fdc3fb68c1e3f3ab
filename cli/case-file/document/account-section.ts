/** The account as SES reports it now. */
import { count } from '../../../lambda/shared/topic/numbers';
import { type CaseFacts, readValue } from '../facts/case-facts';
import { known, onOff, unknownLine } from './fact-text';
import { BLANK, code, table } from './markdown';

export function accountLines({ account: reading }: CaseFacts): string[] {
  const details = readValue(reading);
  if (!details) return unknownLine('The account', reading);
  const { status, sendingEnabled, max24HourSend, sentLast24Hours, productionAccess, accessReview } = details;
  const quota =
    max24HourSend === -1
      ? `${known(sentLast24Hours, count)} sends in 24 hours, without a limit`
      : `${known(sentLast24Hours, count)} of ${known(max24HourSend, count)} sends in 24 hours`;
  return table(
    ['Fact', 'Value'],
    [
      ['Status', known(status, code)],
      ['Sending in this Region', known(sendingEnabled, onOff)],
      ['Quota', quota],
      [
        'Production access',
        known(productionAccess, (value) => (value ? 'yes' : '**no, the account is in the sandbox**')),
      ],
      ['Virtual Deliverability Manager', known(details.vdmEnabled, onOff)],
      ['Plan', known(details.plan, code)],
      [
        'Latest review of a request for production access',
        accessReview
          ? `${code(accessReview.status)}${accessReview.caseId ? `, case ${code(accessReview.caseId)}` : ''}`
          : 'none reported',
      ],
      ["AWS's review of bounces or complaints: case and date", BLANK],
    ],
  );
}
