/** Compares verdicts on recorded responses of SES with an independent calculation. */
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { type CountedPoint, calculateVerdict } from './independent-verdict';
import { intervalsOf, judgePoints } from './verdicts';
import { at } from './world';

function recorded(name: string): CountedPoint[] {
  const { SendDataPoints } = JSON.parse(readFileSync(`test/fixtures/send-statistics/${name}.json`, 'utf8'));
  return SendDataPoints.map((point: Record<string, number | string>) => ({
    timestamp: Date.parse(point.Timestamp as string),
    deliveryAttempts: point.DeliveryAttempts,
    bounces: point.Bounces,
    complaints: point.Complaints,
  }));
}

/** Multiplies the mail, and lets every third period bounce and every fourth draw complaints. */
function withIncidents(recordedPoints: CountedPoint[], factor: number): CountedPoint[] {
  return recordedPoints.map((point, index) => {
    const deliveryAttempts = point.deliveryAttempts * factor;
    return {
      ...point,
      deliveryAttempts,
      bounces: index % 3 === 0 ? Math.ceil(deliveryAttempts * 0.14) : 0,
      complaints: index % 4 === 1 ? Math.ceil(deliveryAttempts * 0.006) : 0,
    };
  });
}

/** @param factor times the recorded mail. Above 1, with incidents that page */
export async function expectIndependentVerdict(name: string, calledAt: string, factor: number): Promise<void> {
  const mail = factor === 1 ? recorded(name) : withIncidents(recorded(name), factor);
  const expected = calculateVerdict(mail, at(calledAt));
  const verdict = await judgePoints(mail, at(calledAt));
  expect(intervalsOf(verdict.pages)).toEqual(expected.pages);
  expect(intervalsOf(verdict.warnings, 'bounce-rate-warning')).toEqual(expected.bounceWarnings);
  expect(intervalsOf(verdict.warnings, 'complaint-rate-warning')).toEqual(expected.complaintWarnings);
  expect(expected.pages.length > 0).toBe(factor > 1);
}
