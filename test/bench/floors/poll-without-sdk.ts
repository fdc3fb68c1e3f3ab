/** Makes the requests of a poll that has nothing to repair, signed without the SDK, and publishes what the exporter publishes. */
import { METRICS, WINDOW_DIMENSION } from '../../../lambda/send-statistics/contract';
import { windowGauges } from '../../../lambda/send-statistics/gauges';
import { readSendDataPoints } from '../../../lambda/send-statistics/send-data-points';
import { toSendHistory } from '../../../lambda/send-statistics/send-history';
import { readSettings } from '../../../lambda/send-statistics/settings';
import { send } from './signed-request';

const MINUTE = 60_000;
const settings = readSettings();
const url = new URL(process.env.AWS_ENDPOINT_URL as string);

export async function handler(): Promise<void> {
  const now = Date.now();
  const slot = now - (now % MINUTE);
  const [points] = await Promise.all([getSendStatistics(), getAccount(), getMetricData(slot)]);
  const history = toSendHistory(
    points.map(({ Timestamp, DeliveryAttempts, Bounces, Complaints }) => ({
      timestamp: Timestamp?.getTime(),
      deliveryAttempts: DeliveryAttempts,
      bounces: Bounces,
      complaints: Complaints,
    })),
    now,
    new Set(['deliveryAttempts', 'bounces', 'complaints']),
  );
  const gauges = settings.windows.flatMap((window) => windowGauges(history, { slot, window, settings }));
  await sendToCloudWatch('PutMetricData', {
    Namespace: settings.namespace,
    MetricData: gauges.map(({ name, window = '', value }) => ({
      MetricName: name,
      Dimensions: [{ Name: WINDOW_DIMENSION, Value: window }],
      Timestamp: slot / 1000,
      Value: value,
      Unit: METRICS[name].unit,
    })),
  });
  console.info({ points: points.length });
}

async function getSendStatistics() {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = 'Action=GetSendStatistics&Version=2010-12-01';
  return readSendDataPoints(await send({ service: 'ses', url, headers, body }));
}

async function getAccount(): Promise<unknown> {
  return JSON.parse(await send({ service: 'ses', url: new URL('/v2/email/account', url), method: 'GET' }));
}

async function getMetricData(slot: number): Promise<unknown> {
  return sendToCloudWatch('GetMetricData', {
    MetricDataQueries: settings.windows.map(({ label }, index) => ({
      Id: `window${index}`,
      MetricStat: {
        Metric: {
          Namespace: settings.namespace,
          MetricName: 'DeliveryAttempts',
          Dimensions: [{ Name: WINDOW_DIMENSION, Value: label }],
        },
        Period: 900,
        Stat: 'SampleCount',
      },
    })),
    StartTime: (slot - 14 * 24 * 60 * MINUTE) / 1000,
    EndTime: slot / 1000,
  });
}

async function sendToCloudWatch(operation: string, input: object): Promise<unknown> {
  const target = `GraniteServiceVersion20100801.${operation}`;
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
  const answer = await send({ service: 'monitoring', url, headers, body: JSON.stringify(input) });
  return answer === '' ? undefined : JSON.parse(answer);
}
