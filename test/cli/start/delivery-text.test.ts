import { expect, it } from '@jest/globals';
import { toDeliveryText } from '../../../cli/start/delivery-text';
import { at } from '../../support/world';

const HEAD = 'Message at 15:22 UTC to the receivers of critical:';
const alarm = (NewStateValue: string) =>
  JSON.stringify({ NewStateValue, AlarmDescription: 'Mail stopped. Runbook: https://wiki.example.com/ses#alarm-x' });

it.each([
  [
    'a page has its description with the link',
    { subject: 'ALARM: "x"', message: JSON.stringify({ default: alarm('ALARM') }), structure: 'json' },
    `${HEAD}\n  ALARM: "x"\n  Mail stopped. Runbook: https://wiki.example.com/ses#alarm-x`,
  ],
  ['the end of a page has its subject only', { subject: 'OK: "x"', message: alarm('OK') }, `${HEAD}\n  OK: "x"`],
  [
    'a brief has its first paragraph, not its figures',
    { subject: 'Brief', message: 'No single culprit.\n9 bounces.\n\nBOUNCES BY SENDER' },
    `${HEAD}\n  Brief\n  No single culprit.\n  9 bounces.`,
  ],
  ['JSON that is no alarm is text', { message: 'null' }, `${HEAD}\n  no subject\n  null`],
])('%s', (_, message, expected) => {
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:critical';
  const publishedAt = at('2026-11-18T15:22:30Z');
  expect(toDeliveryText({ topicArn, attributes: {}, publishedAt, ...message }, 80)).toBe(expected);
});
