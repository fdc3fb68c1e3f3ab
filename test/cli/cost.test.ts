/** `npm run cost` from its command line. */
import { describe, expect, it } from '@jest/globals';
import { runInProcess } from '../support/run-in-process';

describe('npm run cost', () => {
  it('adds VDM at the price of the plan', async () => {
    const lineOf = async (...plan: string[]) => {
      const { stdout } = await runInProcess('cost', ['--messages', '250000', ...plan]);
      return /^\| VDM.*$/m.exec(stdout)?.[0];
    };
    expect(await lineOf()).toBe('| VDM, messages, no plan | 250,000 | 17.50 | 17.50 |'); // 250 x 0.07
    expect(await lineOf('--plan', 'essentials')).toBe('| VDM, messages, Essentials | 250,000 | 0.00 | 0.00 |');
  });

  it('bills look-ups and Regions', async () => {
    const { stdout } = await runInProcess('cost', ['--look-ups', '2400', '--regions', '2']);
    expect(stdout).toMatch(/^\| API Gateway, requests \| 73,000 \| 0.07 \| 0.07 \|$/m);
    expect(stdout).toMatch(/^\| Custom metrics \| 26 \| 7.80 \| 4.80 \|$/m); // the account has 10 free, not 20
    expect(stdout).toMatch(/^\| Dashboards \| 3 \| 9.00 \| 0.00 \|$/m);
  });

  it.each([
    [['--look-ups', '-1'], /^option '--look-ups <n>' argument '-1' is invalid: pass an integer from 0 to 86400; /],
    [['--look-ups', '86401'], /pass an integer from 0 to 86400/],
    [['--look-ups', '1e3'], /pass an integer from 0 to 86400/],
    [['--regions', '0'], /pass an integer from 1 to 100/],
    [['--regions', '99'], /^--regions is 99, but credentials of this configuration are valid in \d+ Regions with SES/],
    [['--messages', '10000001'], /pass an integer from 0 to 10000000/],
    [['--plan', 'basic'], /'basic' is invalid: allowed choices are none, essentials, pro, enterprise/],
    [['--plan', 'pro'], /^--plan pro changes only the price of VDM: also pass --messages/],
    [['--table', 'all'], /'all' is invalid: allowed choices are parts, traffic, vdm, alternatives/],
    [['--table', 'traffic', '--look-ups', '0'], /^--look-ups does not change "--table traffic"/],
    [['--table', 'vdm', '--messages', '0'], /^--messages does not change "--table vdm"/],
    [['--table', 'alternatives', '--regions', '5'], /^--regions does not change "--table alternatives"/],
  ])('rejects %j in one sentence', async (args, sentence) => {
    const { status, stdout, stderr } = await runInProcess('cost', args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});
