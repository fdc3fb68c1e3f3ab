import { expect, test } from '@jest/globals';
import { inventory } from '../support/inventory';
import { sendMails } from '../support/mail';
import { record } from '../support/observations';
import { CDK_CLI, type Deployment, EAST, exporterOf, lookUpsOf, MAILS, REGIONS, WEST } from './deployment';

export function testCdkDeploy(current: () => Deployment): void {
  test('cdk bootstrap prepares each Region', async () => {
    const { emulator, bootstrapped, cdkDefaults, cdkEveryOption } = current();
    await cdkDefaults('bootstrap');
    await cdkEveryOption('bootstrap', `aws://000000000000/${WEST}`, `aws://000000000000/${EAST}`);
    for (const region of REGIONS) {
      const names = await inventory(emulator, region);
      bootstrapped.set(region, names);
      record({
        action: `cdk bootstrap in ${region}`,
        client: CDK_CLI,
        result: `${names.length} stacks, buckets and roles`,
      });
      expect(names).toContain('CDKToolkit');
    }
  });

  test('cdk deploy creates every option in two Regions, and the defaults in a third', async () => {
    const deployment = current();
    const { ses, home, west, east, cdkDefaults, cdkEveryOption } = deployment;
    await cdkEveryOption('deploy', '--all', '--require-approval', 'never');
    await sendMails(west, MAILS);
    for (const name of [await exporterOf(east), await lookUpsOf(east)]) await east.addVariables(name, ses.variables);
    deployment.readyAt = Date.now();
    await cdkDefaults('deploy', '--all', '--require-approval', 'never');
    for (const stack of [home, west, east]) {
      const statuses = await stack.statuses();
      expect(new Set(statuses)).toEqual(new Set(['CREATE_COMPLETE']));
      record({
        action: `cdk deploy in ${stack.region}`,
        client: CDK_CLI,
        result: `${statuses.length} resources, all CREATE_COMPLETE`,
      });
    }
  });

  test.each(['defaults', 'every option'] as const)(
    'afterwards cdk diff finds no difference, and cdk deploy changes nothing: %s',
    async (configuration) => {
      const { cdkDefaults, cdkEveryOption } = current();
      const cdk = configuration === 'defaults' ? cdkDefaults : cdkEveryOption;
      const diff = await cdk('diff');
      expect(diff).toContain('Number of stacks with differences: 0');
      const again = await cdk('deploy', '--all', '--require-approval', 'never');
      const unchanged = again.match(/\(no changes\)/g) ?? [];
      expect(unchanged).toHaveLength(configuration === 'defaults' ? 1 : 2);
      record({
        action: `cdk diff, then a second cdk deploy: ${configuration}`,
        client: CDK_CLI,
        result: `${diff.match(/Number of stacks with differences: \d+/)}; ${unchanged.join(', ')}`,
      });
    },
  );
}
