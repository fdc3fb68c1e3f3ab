import { expect, it } from '@jest/globals';
import { workloadAmounts } from '../../../cli/cost/workload-amounts';
import { settingsOf } from '../../support/world';

const FUNCTION = { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } };
const LOGS = { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 365 } };

function amountsOf(resources: object, { lookUps = 0, settings = settingsOf() } = {}) {
  return workloadAmounts({ Resources: { LOGS, ...resources } } as never, { settings, lookUps });
}

it('a poll every 15 minutes', () => {
  const amounts = amountsOf({ SendStatisticsFunctionAB12: FUNCTION });
  expect(amounts.metric).toBe(13); // three in each of three windows, and four of the account
  expect(amounts.invocation).toBe(2_920); // 4 x 730
  expect(amounts.schedule).toBe(2_920);
  expect(amounts.metricPut).toBe(2_920);
  expect(amounts.metricRead).toBe(3_650); // two in the first poll of an hour, and one in the three others
  expect(amounts.gbSecond).toBe(1_460); // 2,920 x 1 s x 0.5 GB
  expect(amounts.logGb).toBeCloseTo(0.0073, 6); // 2,920 x 2,500 bytes
  expect(amounts.storedLogGb).toBeCloseTo(0.0876, 6); // twelve months of them
});

it('look-ups', () => {
  const amounts = amountsOf({ MessageInsightsFunctionAB12: FUNCTION }, { lookUps: 3_000 });
  expect(amounts).toMatchObject({ invocation: 3_000, apiRequest: 3_000, tableRead: 3_000, tableWrite: 9_000 });
  expect(amounts.gbSecond).toBe(750); // 3,000 x 0.5 s x 0.5 GB
  expect(amounts.transferGb).toBeCloseTo(0.006, 6);
});

it('a brief and a weekly report', () => {
  const { gbSecond = 0, message } = amountsOf({ AlarmBriefFunctionAB12: FUNCTION, WeeklyReportFunctionAB12: FUNCTION });
  expect(gbSecond).toBeCloseTo(300 + 65.18, 2); // one of 600 s, and 4.345 of 30 s, with 0.5 GB
  expect(message).toBeCloseTo(2 + 1 + 4.345, 3); // ALARM and OK, the brief, the reports
});

it('the messages of alarms, to each receiver', () => {
  const to = (Protocol: string) => ({ Type: 'AWS::SNS::Subscription', Properties: { Protocol } });
  const amounts = amountsOf({ A: to('email'), B: to('email'), C: to('https'), Key: { Type: 'AWS::KMS::Key' } });
  expect(amounts).toMatchObject({ message: 2, email: 4, delivery: 2, keyRequest: 4 });
});

it('rejects a function that it does not know', () => {
  expect(() => amountsOf({ NewFunctionAB12: FUNCTION })).toThrow('The runs of NewFunctionAB12 are unknown');
});
