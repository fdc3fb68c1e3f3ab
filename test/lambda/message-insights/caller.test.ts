import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { NAMELESS, pseudonymOf, readCaller } from '../../../lambda/message-insights/caller';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/on-call';

describe('the name of a caller is', () => {
  it.each<[string, Parameters<typeof readCaller>[0], string | undefined]>([
    ['its ARN', { iam: { userArn: 'arn:aws:iam::111122223333:user/jane' } }, 'arn:aws:iam::111122223333:user/jane'],
    ['the ARN with its session, which the audit log needs', { iam: { userArn: `${ROLE}/jane` } }, `${ROLE}/jane`],
    ['the subject of its token', { jwt: { claims: { sub: 'user-17' } } }, 'user-17'],
    ['nothing without an authorizer', undefined, undefined],
    ['nothing with an authorizer that is null', null, undefined],
    ['nothing without an ARN', { iam: {} }, undefined],
    ['nothing with an empty ARN', { iam: { userArn: '' } }, undefined],
    ['nothing with an ARN that is null', { iam: { userArn: null } }, undefined],
    ['nothing without claims', { jwt: {} }, undefined],
    ['nothing without a subject', { jwt: { claims: { scope: 'x' } } }, undefined],
    ['nothing with an empty subject', { jwt: { claims: { sub: '' } } }, undefined],
    ['nothing with a blank subject', { jwt: { claims: { sub: ' \t' } } }, undefined],
    ['nothing with an invisible subject', { jwt: { claims: { sub: '\u200b' } } }, undefined],
    ['nothing with a subject that is a number', { jwt: { claims: { sub: 17 } } }, undefined],
    ['nothing with a subject that is a list', { jwt: { claims: { sub: ['user-17'] } } }, undefined],
  ])('%s', (_, authorizer, name) => {
    expect(readCaller(authorizer)).toBe(name);
  });
});

describe('the pseudonym of a caller', () => {
  it('has 12 hex digits', () => {
    expect(pseudonymOf('arn:aws:iam::111122223333:user/jane')).toMatch(/^[0-9a-f]{12}$/);
  });

  it('is unique and stable', () => {
    const names = ['user-17', 'user-18', 'arn:aws:iam::111122223333:user/jane', 'arn:aws:iam::111122223333:user/john'];
    expect(new Set(names.map(pseudonymOf)).size).toBe(names.length);
    expect(names.map(pseudonymOf)).toEqual(names.map(pseudonymOf));
  });

  it('differs between the sessions of a role', () => {
    expect(pseudonymOf(`${ROLE}/jane`)).not.toBe(pseudonymOf(`${ROLE}/john`));
  });

  it('is the same for all callers without a name', () => {
    expect(pseudonymOf(undefined)).toBe(NAMELESS);
  });

  it('equals the output of the runbook’s command for a candidate', () => {
    const [, command = ''] =
      /`(printf %s '.*' \| openssl dgst -sha256 -r \| cut -c1-12)`/.exec(readFileSync('RUNBOOK.md', 'utf8')) ?? [];
    const [, candidate = ''] = /'(.*)'/.exec(command) ?? [];
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim()).toBe(pseudonymOf(candidate));
    expect(candidate).toBe(`${ROLE}/jane`);
  });
});
