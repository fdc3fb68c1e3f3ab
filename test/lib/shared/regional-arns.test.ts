import { describe, expect, it } from '@jest/globals';
import { Aws, Fn } from 'aws-cdk-lib';
import { arnFor, regionOf } from '../../../lib/shared/regional-arns';

const arnIn = (region: string) => `arn:aws:sns:${region}:111122223333:pager`;
const IRELAND = arnIn('eu-west-1');
const VIRGINIA = arnIn('us-east-1');
const TOKEN = Fn.importValue('Topic');

describe('the Region of an ARN', () => {
  it.each<[string, string, string | undefined]>([
    ['is in its fourth part', IRELAND, 'eu-west-1'],
    ['is known if only the account is a token', `arn:aws:sns:eu-west-1:${Aws.ACCOUNT_ID}:pager`, 'eu-west-1'],
    ['is unknown if it is a token', arnIn(Aws.REGION), undefined],
    ['is unknown if the ARN is a token', TOKEN, undefined],
  ])('%s', (_, arn, region) => {
    expect(regionOf(arn)).toBe(region);
  });
});

describe('a stack uses', () => {
  it.each<[string, string | undefined, string[], string | undefined]>([
    ['the ARN of its Region', 'us-east-1', [IRELAND, VIRGINIA], VIRGINIA],
    ['none of other Regions', 'us-east-1', [IRELAND], undefined],
    ['none of an empty list', 'us-east-1', [], undefined],
    ['the only token', 'us-east-1', [TOKEN], TOKEN],
    ['the only token beside other Regions', 'us-east-1', [IRELAND, TOKEN], TOKEN],
    ['the ARN of its Region and no token', 'us-east-1', [TOKEN, VIRGINIA], VIRGINIA],
    ['none of two tokens', 'us-east-1', [TOKEN, arnIn(Aws.REGION)], undefined],
    ['the only ARN if the Region of the stack is not known', undefined, [IRELAND], IRELAND],
    ['the only ARN if the Region of the stack is a token', Aws.REGION, [IRELAND], IRELAND],
    ['none of several ARNs if the Region of the stack is not known', undefined, [IRELAND, VIRGINIA], undefined],
  ])('%s', (_, region, arns, arn) => {
    expect(arnFor(region, arns)).toBe(arn);
  });
});
