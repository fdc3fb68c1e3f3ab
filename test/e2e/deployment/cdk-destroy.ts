import { expect, test } from '@jest/globals';
import { inventory } from '../support/inventory';
import { record } from '../support/observations';
import { AWS_CLI, type Deployment, REGIONS } from './deployment';

export function testCdkDestroy(current: () => Deployment): void {
  test('removes everything except the resources from bootstrapping', async () => {
    const { emulator, bootstrapped, cdkDefaults, cdkEveryOption } = current();
    await cdkDefaults('destroy', '--all', '--force');
    await cdkEveryOption('destroy', '--all', '--force');
    for (const region of REGIONS) {
      const names = await inventory(emulator, region);
      const left = names.filter((name) => !bootstrapped.get(region)?.includes(name));
      record({
        action: `cdk destroy in ${region}: what is left`,
        client: AWS_CLI,
        result: `${left.length} resources in addition to the ${names.length - left.length} from bootstrapping`,
      });
      expect(left).toEqual([]);
    }
  });
}
