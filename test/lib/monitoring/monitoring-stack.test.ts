import { expect, it } from '@jest/globals';
import { MonitoringStack } from '../../../lib/monitoring/monitoring-stack';
import { ConfigError } from '../../../lib/shared/config-error';
import { createApp } from '../../support/template';

const env = { account: '111122223333', region: 'eu-west-1' };
const ALONE = { sourceAccounts: { mail: env.account } };

it.each<[string, object, string]>([
  ['no accounts', {}, '"sourceAccounts" is missing: write an object of names and account ids'],
  [
    'only the monitoring account itself',
    ALONE,
    '"sourceAccounts" is {"mail":"111122223333"}: name an account other than the monitoring account',
  ],
  ['a string instead of a flag for the sink', { ...ALONE, sink: 'no' }, '"sink" is "no": write true or false'],
  [
    'a number as the organization',
    { ...ALONE, organizationId: 7 },
    '"organizationId" is 7: write the id of an organization, such as o-a1b2c3d4e5',
  ],
])('a monitoring stack refuses %s', (_, props, problem) => {
  const create = () => new MonitoringStack(createApp(), 'Monitoring', { env, ...props } as never);
  expect(create).toThrow(ConfigError);
  expect(create).toThrow(`- ${problem}`);
});

it.each<[string, object]>([
  ['its organization', { organizationId: 'o-a1b2c3d4e5' }],
  ['no sink', { sink: false }],
])('a monitoring stack may show only its own account with %s', (_, props) => {
  expect(() => new MonitoringStack(createApp(), 'Monitoring', { env, ...ALONE, ...props })).not.toThrow();
});
