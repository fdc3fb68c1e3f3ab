/** Plants people in mail, and searches every masked output for their names. */
import { describe, expect, it } from '@jest/globals';
import { findCulprit } from '../../lambda/shared/mail/finding';
import { toSentence, toSubjectLine } from '../../lambda/shared/mail/finding-text';
import { groupEvents } from '../../lambda/shared/mail/groups';
import type { MailRow } from '../../lambda/shared/mail/mail-row';
import { maskRows } from '../../lambda/shared/mail/shown-rows';
import { bounce, many } from './planted-mail';
import { type Person, readingsOf, SPELLINGS, secretsOf } from './planted-people';

const NAMES = `Alice Smith, Zoë Müller, Siobhán O’Neil, Mark Hunter, Rose Mason, Дмитрий Иванов, 小林 太郎, Anna-Lena Weber,
  Björn Åkesson, Oğuz Yılmaz, Ann Kim, Mohammed Hussain`;

const LOCAL_PARTS: readonly ((given: string, family: string) => string)[] = [
  (given, family) => `${given}.${family}`,
  (given, family) => `${family}_${given}`,
  (given, family) => `${given}${family}`,
  (given, family) => `${given}.${family}+xmas`,
];

export const PEOPLE: readonly Person[] = NAMES.split(/,\s+/).map((name, index) => {
  const [given = '', family = ''] = name.split(' ');
  const localPart = (LOCAL_PARTS[index % LOCAL_PARTS.length] ?? String)(given, family);
  return { given, family, localPart: localPart.toLowerCase().replace(/[’\s]/g, '') };
});

/** Returns everything that a masked answer or a brief shows of these rows. */
export function outputsOf(events: readonly MailRow[]): string {
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
export function readIn(output: string, secrets: readonly string[]): string[] {
  const readings = readingsOf(output);
  const words = new Set(readings.split(/[^\p{L}\p{N}]+/u));
  const isRead = (secret: string) => (secret.length > 3 ? readings.includes(secret) : words.has(secret));
  return secrets.filter(isRead).map((secret) => `${secret} in ${output.slice(0, 300)}`);
}

export const leaksIn = (rows: readonly MailRow[], secrets: readonly string[]) => readIn(outputsOf(rows), secrets);

/** Returns mail to a person and to others, who share these properties. */
export function shared(recipients: number, to: string, given: Partial<MailRow>): MailRow[] {
  return [bounce({ ...given, to }), ...many(recipients - 1, given)];
}

export const mailboxOf = ({ localPart }: Person) => `${localPart}@example.com`;

export const CASES = SPELLINGS.map(([name, spell], index) => ({ name, spell, index }));

/**
 * Describes that no spelling of a recipient's name in a subject leaks.
 *
 * @param step the distance between two spellings that are tested: 1 for all of them
 */
export function describeSubjectLeaks(recipients: number, step = 1): void {
  describe(`among ${recipients} recipients, no name of a recipient leaks`, () => {
    /** In a large mailing, `alicesmith@` is one name. */
    const people = PEOPLE.filter((_, index) => recipients < 100 || index % LOCAL_PARTS.length !== 2);

    it.each(CASES.filter(({ index }) => index % step === 0))('in a subject as $name', ({ spell, index }) => {
      const person = people[index % people.length] as Person;
      const rows = shared(recipients, mailboxOf(person), { subject: `For ${spell(person)} only` });
      expect(leaksIn(rows, secretsOf(person))).toEqual([]);
    });
  });
}
