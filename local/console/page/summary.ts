/** A graph in words, for people who do not see it. */
import type { MetricsView } from '../contract';
import { newestText, numberText } from './format';

/** Returns the newest values and the lines in words. */
export function summaryOf(title: string, { series, lines }: MetricsView): string {
  const values = series.map((each) => `${each.label} ${newestText(each)}`);
  const thresholds = lines.map(({ label, value }) => label || numberText(value));
  return `${title}. Newest values: ${values.join(', ')}.${thresholds.length > 0 ? ` Lines: ${thresholds.join(', ')}.` : ''}`;
}
