/** Tests that a masked message shows no name, in any spelling of a server. */
import { describe, expect, it } from '@jest/globals';
import type { MessageInsights } from '../../lambda/message-insights/insights';
import { mask } from '../../lambda/message-insights/masking';
import { type Person, readingsOf, SENTENCES, SPELLINGS, secretsOf } from './planted-people';

const NAMES = `Alice Smith, Bob Jones, Zoë Müller, José García, Siobhán O’Neil, Mark Hunter, Rose Mason, Grace Hope,
  William Frank, April Bill, Eve Lee, Ann Kim, Дмитрий Иванов, 小林 太郎, Priya Raman, Mohammed Hussain, Anna-Lena Weber,
  Jean-Luc Picard, Björn Åkesson, Pat Sims, Oğuz Yılmaz`;

const LOCAL_PARTS: readonly ((given: string, family: string) => string)[] = [
  (given, family) => `${given}.${family}`,
  (given, family) => `${given}_${family}`,
  (given, family) => `${given.slice(0, 1)}${family}`,
  (given, family) => `${family}.${given.slice(0, 1)}`,
  (given) => `${given}99`,
  () => '4917012345678',
  () => '10472',
  (given) => `${given}+xmas`,
];

const PEOPLE: readonly Person[] = NAMES.split(/,\s+/).map((name, index) => {
  const [given = '', family = ''] = name.split(' ');
  const localPart = (LOCAL_PARTS[index % LOCAL_PARTS.length] ?? String)(given, family);
  return { given, family, localPart: localPart.toLowerCase().replace(/[’\s]/g, '') };
});

const NOBODY = '"Shop" <orders@shop.example>';

export function messageOf(
  text: string,
  given: Partial<MessageInsights> = {},
  destination = 'nobody.q@example.net',
): MessageInsights {
  return {
    messageId: 'id',
    sentAt: null,
    sendingRegion: null,
    fromEmailAddress: NOBODY,
    subject: null,
    emailTags: [],
    insights: [
      {
        destination,
        status: 'UNKNOWN',
        secondsToStatus: null,
        events: [
          {
            type: 'BOUNCE',
            details: { bounce: { diagnosticCode: text }, complaint: { complaintFeedbackType: text } },
          },
        ],
      },
    ],
    ...given,
  };
}

/**
 * Returns the parts of a message that may leak a name. The mailboxes are left out, because their masked form is known.
 */
function shown({ emailTags, insights }: MessageInsights): string {
  return JSON.stringify([emailTags, insights.map(({ isp, events }) => [isp, events])]).replaceAll('\\\\', '\\');
}

/** Returns the secrets that are readable in the masked message. */
export function leaksIn(message: MessageInsights, secrets: readonly string[]): string[] {
  const output = shown(mask(message));
  const readings = readingsOf(output);
  const words = new Set(readings.split(/[^\p{L}\p{N}]+/u));
  const isRead = (secret: string) => (secret.length > 3 ? readings.includes(secret) : words.has(secret));
  return secrets.filter(isRead).map((secret) => `${secret} in ${output}`);
}

/**
 * Describes that no spelling of a name leaks.
 *
 * @param share the share of the people to spell, such as 1 for all. Each spelling has other people
 * @param minLines the fewest distinct lines of servers
 */
export function describeNameLeaks(share: number, minLines: number): void {
  describe('no name leaks', () => {
    const lines = new Set<string>();
    const isSpelled = (person: number, spelling: number) => (person + spelling) % Math.round(1 / share) === 0;

    it.each(SPELLINGS.map(([name, spell], spelling) => [name, spell, spelling] as const))(
      'as %s',
      (_, spell, spelling) => {
        const leaks = PEOPLE.flatMap((person, index) =>
          (isSpelled(index, spelling) ? [0, 1] : []).flatMap((turn) => {
            const text = (SENTENCES[(index + turn) % SENTENCES.length] ?? '#').replaceAll('#', () => spell(person));
            lines.add(text);
            const own = `${person.given} ${person.family} <${person.localPart}@example.com>`;
            const secrets = secretsOf(person);
            return [
              ...leaksIn(messageOf(text), secrets),
              ...leaksIn(messageOf(text, {}, own), secrets),
              ...leaksIn(messageOf('', { emailTags: [{ name: 'note', value: text }] }), secrets),
            ];
          }),
        );
        expect(leaks).toEqual([]);
      },
    );

    it(`in at least ${minLines} distinct lines`, () => {
      expect(lines.size).toBeGreaterThanOrEqual(minLines);
    });

    it.each(['isp', 'type', 'bounceType', 'bounceSubType', 'complaintSubType', 'complaintFeedbackType', 'tag'])(
      'in the field %s',
      (field) => {
        const leaks = PEOPLE.flatMap((person, index) =>
          SPELLINGS.flatMap(([, spell], spelling) => {
            if (!isSpelled(index, spelling)) return [];
            const value = spell(person);
            const at = (name: string) => (field === name ? { [name]: value } : {});
            const details = {
              bounce: { ...at('bounceType'), ...at('bounceSubType') },
              complaint: { ...at('complaintSubType'), ...at('complaintFeedbackType') },
            };
            const [destination] = messageOf('').insights;
            const message = messageOf('', {
              emailTags: [{ name: field === 'tag' ? value : 'campaign', value: 'weekly-news' }],
              insights: [{ ...destination, ...at('isp'), events: [{ ...at('type'), details }] } as never],
            });
            return leaksIn(message, secretsOf(person));
          }),
        );
        expect(leaks).toEqual([]);
      },
    );
  });
}
