import { expect, it } from '@jest/globals';
import { createProgressLine } from '../../../../cli/insights/client/progress-line';
import { startWorkProgress } from '../../../../cli/insights/client/work-progress';

/** Returns what is written while SES works for 90 seconds, and while the API is busy once. */
function written(isTTY: boolean): string[] {
  const output: string[] = [];
  const progress = startWorkProgress(
    'SES works',
    createProgressLine({ isTTY, write: (text) => output.push(text) > 0 }),
  );
  for (let ms = 0; ms <= 90_000; ms += 10_000) progress.onRunning(ms);
  progress.onWait(429, 1_500);
  progress.clear();
  return output;
}

it('is one line that is overwritten on a terminal', () => {
  const lines = written(true);
  expect(lines).toHaveLength(12);
  expect([lines[0], lines[1], ...lines.slice(-2)]).toEqual([
    '\r\u001b[KSES works ... Ctrl-C stops waiting',
    '\r\u001b[KSES works (10 s) ... Ctrl-C stops waiting',
    '\r\u001b[KThe API is busy (429): retrying in 2 s',
    '\r\u001b[K',
  ]);
});

it('is one line a minute elsewhere, without control characters', () => {
  expect(written(false)).toEqual([
    'SES works ... Ctrl-C stops waiting\n',
    'SES works (60 s) ... Ctrl-C stops waiting\n',
    'The API is busy (429): retrying in 2 s\n',
  ]);
});
