import { printableJson } from '../../lib/shared/printable';
import { type Examination, isWrong } from './examination';

/** @param now epoch milliseconds */
export function toReportJson(examination: Examination, now: number): string {
  const { account, regions, sections } = examination;
  const findings = sections.flatMap(({ subject, findings: ofSubject }) =>
    ofSubject.map((finding) => ({ subject, ...finding })),
  );
  return printableJson(
    { examinedAt: new Date(now).toISOString(), account, regions, isWrong: isWrong(examination), findings },
    2,
  );
}
