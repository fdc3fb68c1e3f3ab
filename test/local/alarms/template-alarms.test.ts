import { expect, it } from '@jest/globals';
import { withoutStack } from '../../../local/alarms/template-alarms';

it.each(['SesMetricsExporter-us-east-1', 'a-us-gov-west-1', 'my-app-v-2-eu-west-1', 'mail-eu-west-1-copy-us-east-1'])(
  'an alarm of the stack %s has its name without the stack',
  (stack) => {
    expect(withoutStack(`${stack}-aws-bounce-rate-warning`)).toBe('aws-bounce-rate-warning');
  },
);
