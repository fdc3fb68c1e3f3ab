/** Plants people in mail, and searches every masked output for their names. */
import { describe, expect, it } from '@jest/globals';
import { findCulprit } from '../../../../lambda/shared/mail/finding';
import { toSentence, toSubjectLine } from '../../../../lambda/shared/mail/finding-text';
import { groupEvents } from '../../../../lambda/shared/mail/groups';
import type { MailRow } from '../../../../lambda/shared/mail/mail-row';
import { readReason } from '../../../../lambda/shared/mail/reason';
import { maskRows } from '../../../../lambda/shared/mail/shown-rows';
import { bounce, many } from '../../../support/planted-mail';
import { type Person, readingsOf, SENTENCES, SPELLINGS, secretsOf } from '../../../support/planted-people';

const NAMES = `Alice Smith, Zoë Müller, Siobhán O’Neil, Mark Hunter, Rose Mason, Дмитрий Иванов, 小林 太郎, Anna-Lena Weber,
  Björn Åkesson, Oğuz Yılmaz, Ann Kim, Mohammed Hussain`;

const LOCAL_PARTS: readonly ((given: string, family: string) => string)[] = [
  (given, family) => `${given}.${family}`,
  (given, family) => `${family}_${given}`,
  (given, family) => `${given}${family}`,
  (given, family) => `${given}.${family}+xmas`,
];

const PEOPLE: readonly Person[] = NAMES.split(/,\s+/).map((name, index) => {
  const [given = '', family = ''] = name.split(' ');
  const localPart = (LOCAL_PARTS[index % LOCAL_PARTS.length] ?? String)(given, family);
  return { given, family, localPart: localPart.toLowerCase().replace(/[’\s]/g, '') };
});

/** Returns everything that a masked answer or a brief shows of these rows. */
function outputsOf(events: readonly MailRow[]): string {
  const finding = findCulprit({ kind: 'bounce', events, sends: undefined, alarmCount: undefined, isSample: false });
  return JSON.stringify([
    // The rows of one value are masked alike.
    maskRows(events)
      .slice(0, 3)
      .map(({ messageId: _, ...row }) => row),
    groupEvents(events, 'bounce'),
    [finding, toSentence(finding, 'bounce'), toSubjectLine(finding, 'bounce')],
  ]).replaceAll('\\\\', '\\');
}

/** Returns the secrets that are readable in a string, in any encoding. */
function readIn(output: string, secrets: readonly string[]): string[] {
  const readings = readingsOf(output);
  const words = new Set(readings.split(/[^\p{L}\p{N}]+/u));
  const isRead = (secret: string) => (secret.length > 3 ? readings.includes(secret) : words.has(secret));
  return secrets.filter(isRead).map((secret) => `${secret} in ${output.slice(0, 300)}`);
}

const leaksIn = (rows: readonly MailRow[], secrets: readonly string[]) => readIn(outputsOf(rows), secrets);

/** Returns mail to a person and to others, who share these properties. */
function shared(recipients: number, to: string, given: Partial<MailRow>): MailRow[] {
  return [bounce({ ...given, to }), ...many(recipients - 1, given)];
}

const mailboxOf = ({ localPart }: Person) => `${localPart}@example.com`;

const CASES = SPELLINGS.map(([name, spell], index) => ({ name, spell, index }));

describe.each([5, 100])('among %i recipients, no name of a recipient leaks', (recipients) => {
  /** In a large mailing, `alicesmith@` is one name. */
  const people = PEOPLE.filter((_, index) => recipients < 100 || index % LOCAL_PARTS.length !== 2);

  it.each(CASES)('in a subject as $name', ({ spell, index }) => {
    const person = people[index % people.length] as Person;
    const rows = shared(recipients, mailboxOf(person), { subject: `For ${spell(person)} only` });
    expect(leaksIn(rows, secretsOf(person))).toEqual([]);
  });
});

describe('no name leaks from the response of a server', () => {
  it.each(CASES)('as $name', ({ spell, index }) => {
    const leaks = PEOPLE.flatMap((person) => {
      const text = (SENTENCES[index % SENTENCES.length] ?? '').replaceAll('#', () => spell(person));
      const reasons = ['nobody.q@example.net', mailboxOf(person)].map((to) => readReason(text, to));
      return readIn(JSON.stringify(reasons), secretsOf(person));
    });
    expect(leaks).toEqual([]);
  });
});

describe('no name of a recipient leaks', () => {
  const alice = PEOPLE[0] as Person;

  it.each<[string, Partial<MailRow>]>([
    ['as the sender', { from: 'alice.smith@shop.example' }],
    ['as the display name of the sender', { from: 'Alice Smith <news@shop.example>' }],
    ['as the domain of the sender', { from: 'news@alicesmith.example' }],
    ['as a part of the sender', { from: 'bounce+alice.smith=example.com@shop.example' }],
    ['as a new sub-type', { bounceSubType: 'AliceSmith' }],
    ['as a provider', { isp: 'Alice Smith' }],
    ['as an event', { deliveryEvent: 'alice smith', engagementEvent: 'Alice' }],
    ['as a response', { diagnosticCode: 'Alice Smith' }],
  ])('%s', (_, given) => {
    for (const recipients of [1, 4, 5, 6, 100])
      expect(leaksIn(shared(recipients, 'Alice Smith <alice.smith@example.com>', given), secretsOf(alice))).toEqual([]);
  });

  it.each([1, 5])('as the domain of %i recipients', (recipients) => {
    const addresses = Array.from({ length: recipients }, (_, index) => `${'pqrst'[index]}.smith@smith-family.example`);
    expect(readIn(outputsOf(addresses.map((to) => bounce({ to }))), ['smith', 'family'])).toEqual([]);
  });
});
