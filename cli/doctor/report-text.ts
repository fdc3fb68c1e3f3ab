/** Formats an examination for people. */
import { counted } from '../../lib/shared/plural';
import { wrapLines } from '../terminal/wrap-lines';
import { type Finding, LEVELS, type Level } from './checks/findings';
import { countLevels, type Examination, type Section } from './examination';

const NAMES: Readonly<Record<Level, string>> = {
  problem: 'PROBLEM',
  unknown: 'UNKNOWN',
  warning: 'WARNING',
  advice: 'ADVICE',
  ok: 'OK',
};

const LEVEL_WIDTH = 9;
const INDENT = ' '.repeat(LEVEL_WIDTH);

/** @param width characters in a line. Commands are not wrapped, so that they can be copied */
export function toReportText(examination: Examination, width: number): string {
  return [...examination.sections.map((section) => sectionText(section, width)), summaryOf(examination)].join('\n\n');
}

function sectionText({ subject, findings }: Section, width: number): string {
  const sorted = LEVELS.flatMap((level) => findings.filter((finding) => finding.level === level));
  return [subject, ...mergeUnknown(sorted).map((finding) => findingText(finding, width))].join('\n');
}

/** One failed read can leave several checks unknown. Shows the reason once. */
function mergeUnknown(findings: readonly Finding[]): Finding[] {
  const merged: Finding[] = [];
  for (const finding of findings) {
    const same = merged.findIndex(({ level, what }) => level === 'unknown' && what === finding.what);
    const known = merged[same];
    if (!known) merged.push(finding);
    else merged[same] = { ...known, check: `${known.check}, ${finding.check}`, why: known.why ?? finding.why };
  }
  return merged;
}

function findingText({ level, check, what, why, fix }: Finding, width: number): string {
  const heading = `${NAMES[level].padEnd(LEVEL_WIDTH)}${check}: ${what}`;
  if (level === 'ok') return wrapped(heading, width);
  return [
    wrapped(heading, width),
    ...(why ? [wrapped(`${INDENT}${why}`, width)] : []),
    ...(fix
      ? [wrapped(`${INDENT}${fix.advice}`, width), ...(fix.lines ?? []).map((line) => `${INDENT}  ${line}`)]
      : []),
  ].join('\n');
}

/** Continuation lines start below the text. */
function wrapped(line: string, width: number): string {
  const [first = '', ...rest] = wrapLines(`${INDENT}${line.slice(LEVEL_WIDTH)}`, width).split('\n');
  return [line.slice(0, LEVEL_WIDTH) + first.slice(LEVEL_WIDTH), ...rest.map((next) => INDENT + next.trimStart())].join(
    '\n',
  );
}

function summaryOf(examination: Examination): string {
  const counts = countLevels(examination);
  const countOf = (level: Level) => counts.get(level) ?? 0;
  return [
    counted(countOf('problem'), 'problem'),
    `${countOf('unknown')} unknown`,
    counted(countOf('warning'), 'warning'),
    `${countOf('advice')} advice`,
    `${countOf('ok')} OK`,
  ].join(', ');
}
