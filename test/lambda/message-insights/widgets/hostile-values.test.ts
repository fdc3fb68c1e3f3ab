/** Values of strangers in every view. None of them changes the structure of the HTML or an action. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { BreakdownView } from '../../../../lambda/message-insights/widgets/views/breakdown';
import type { ArchivedMail } from '../../../../local/aws/sesv2/mail-account';
import { type InsightsWorld, idOf, startInsightsWorld } from '../../../support/insights-world';
import { messageOf, permanentBounce } from '../../../support/messages';
import { bounces } from '../../../support/planted-mail';
import { ROOT, sourcesIn } from '../../../support/sources';
import { open, PAGE, parse, type Shown, show, widgetsOf } from '../../../support/widget-console';
import { forbiddenIn, structureOf } from '../../../support/widget-html';
import { DAY, HOUR, MINUTE } from '../../../support/world';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)' x='",
  '</style><style>*{display:none}</style>',
  '</title></svg><svg onload=alert(1)>',
  '</textarea></select></form><form action=//evil.example><button>',
  '</cwdb-action><cwdb-action action="html"><b>x</b>',
  '","action":"message","messageId":"x',
  '<!--',
  '<a href="javascript:alert(1)">x</a>',
  '&lt;script&gt; &#x3c;b&#x3e; &amp;',
  '\u202egpj.exe\u2066\u200f\u061c',
  '\u0000\u001b[31m\u0085\u2028\ud800',
  `<b>${'x'.repeat(100_000)}`,
];
const HARMLESS = HOSTILE.map((_, index) => `harmless ${index}`);

/** Every invisible character that a view makes visible. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const SENT_AT = Date.now() - HOUR;
const at = { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE };
const PEOPLE = ['a', 'b', 'c', 'd', 'e'];

function messagesWith(values: readonly string[]) {
  return Object.fromEntries(
    values.map((value, index) => {
      const id = idOf(SENT_AT, index + 1);
      const message = messageOf(id, SENT_AT, [
        { type: value },
        permanentBounce(3, `550 5.1.1 ${value}`),
        {
          after: 9,
          type: 'COMPLAINT',
          details: { Complaint: { ComplaintSubType: value, ComplaintFeedbackType: value } },
        },
      ]);
      return [
        id,
        {
          ...message,
          FromEmailAddress: `${value}@shop.example`,
          Subject: value,
          EmailTags: [{ Name: value, Value: value }],
          Insights: message.Insights?.map((insights) => ({
            ...insights,
            Destination: `${value}@example.com`,
            Isp: value,
          })),
        },
      ];
    }),
  );
}

/** One mailing for each value, so that the rule of five shows it. */
const mailWith = (values: readonly string[]) =>
  PEOPLE.flatMap((name) =>
    values.flatMap((value, index) =>
      bounces([`${name}${index}@example.com`], {
        ...at,
        messageId: value,
        from: value,
        subject: value,
        isp: value,
        diagnosticCode: `550 5.1.1 ${value}`,
      }),
    ),
  ) as readonly ArchivedMail[];

const worlds: InsightsWorld[] = [];
afterAll(() => Promise.all(worlds.map((world) => world.close())));

async function start(values: readonly string[]) {
  const world = await startInsightsWorld({ messages: messagesWith(values), mail: mailWith(values), throttles: false });
  worlds.push(world);
  return { world, widgets: widgetsOf(world, { settings: { maxWaitSeconds: 60 } }) };
}

const hostile = start(HOSTILE);
const harmless = start(HARMLESS);

async function finish(world: InsightsWorld, started: Shown): Promise<Shown> {
  let shown = started;
  while (shown.buttons.includes('Look again')) {
    world.ahead += 10_000;
    shown = await shown.press('Look again');
  }
  return shown;
}

/** Expects HTML that CloudWatch shows as it is, and in which nothing hides. */
function expectSafe({ html, elements }: Shown) {
  expect(forbiddenIn(elements)).toEqual([]);
  expect(html.replaceAll('\n', '')).not.toMatch(INVISIBLE);
  expect(html).not.toContain('<!--');
  expect(Buffer.byteLength(html)).toBeLessThan(200_000);
}

const IDS = HOSTILE.map((_, index) => idOf(SENT_AT, index + 1));
const CLICKS = [0, 4, 8, 12].map((first) => IDS.slice(first, first + 4).join(' '));

describe('values of strangers', () => {
  it.each(CLICKS)('in messages change no element and no action: %s', async (what) => {
    const [one, other] = await Promise.all(
      [hostile, harmless].map(async (started) =>
        (await open((await started).widgets, 'find')).press('Look up', { what }),
      ),
    );
    expectSafe(one as Shown);
    expect(structureOf(one?.elements ?? [])).toEqual(structureOf(other?.elements ?? []));
    expect(one?.events).toEqual(other?.events);
    expect(one?.text).toContain('Complained');
  });

  it('in search results change no element, and start no look-up', async () => {
    const [one, other] = await Promise.all(
      [hostile, harmless].map(async (started) => {
        const { world, widgets } = await started;
        return finish(world, await (await open(widgets, 'find')).press('Search', { since: '2h' }));
      }),
    );
    expectSafe(one as Shown);
    expect(structureOf(one?.elements ?? [])).toEqual(structureOf(other?.elements ?? []));
    expect(one?.buttons).toEqual(['Look up', 'Search']);
    const shown = [
      'Subject: <script>alert(1)</script>',
      'Subject: &lt;script&gt;',
      '[U+202E]gpj.exe[U+2066]',
      '[U+001B][31m',
    ];
    for (const words of shown) expect(one?.text).toContain(words);
  });

  it('in counted bounces change no element', async () => {
    const [one, other] = await Promise.all(
      [hostile, harmless].map(async (started) => {
        const { world, widgets } = await started;
        return finish(world, await (await open(widgets, 'bouncing')).press('Count now'));
      }),
    );
    expectSafe(one as Shown);
    expect(structureOf(one?.elements ?? []).filter((element) => element !== 'tr')).toEqual(
      structureOf(other?.elements ?? []).filter((element) => element !== 'tr'),
    );
  });

  it.each(HOSTILE)('in a name of the account change no element: %j', (value) => {
    const html = (name: string) => {
      const numbers = { sends: 1, deliveries: 1, hardBounces: 0, complaints: 0, bounceRate: 0, complaintRate: 0 };
      const rows = [{ value: name, isSmall: true, ...numbers }];
      const breakdown = { id: 'x', state: 'done' as const, by: 'tenant' as const, rows };
      return String(BreakdownView({ page: PAGE, breakdown }));
    };
    const [one, other] = [value, 'harmless'].map((name) => parse(html(name)));
    expectSafe(one as Shown);
    expect(structureOf(one?.elements ?? [])).toEqual(structureOf(other?.elements ?? []));
  });
});

describe('values of a viewer', () => {
  it.each(HOSTILE)('in the form are text: %j', async (value) => {
    const { widgets } = await hostile;
    const fields = ['what', 'subject', 'from', 'outcome', 'since', 'event', 'by', 'days'];
    const all = Object.fromEntries(fields.map((name) => [name, value]));
    for (const [widget, label] of [
      ['find', 'Look up'],
      ['find', 'Search'],
      ['bouncing', 'Count now'],
      ['breakdown', 'Show numbers'],
    ] as const) {
      const { html, elements } = await (await open(widgets, widget)).press(label, all);
      expect(forbiddenIn(elements)).toEqual([]);
      expect(html.length).toBeLessThan(20_000);
    }
  });

  it.each(HOSTILE)('in a forged click are text: %j', async (value) => {
    const { widgets } = await hostile;
    for (const event of [
      { widget: value, action: value, id: value, messageId: value },
      { widget: 'find', action: 'message', messageId: value },
      { widget: 'find', action: 'look-again', id: value, startedAt: value, filters: { to: value } },
      { widget: 'breakdown', action: 'look-again', id: value },
    ]) {
      const { html, elements } = await show(widgets, { ...event, widgetContext: { theme: value, forms: value } });
      expect(forbiddenIn(elements)).toEqual([]);
      expect(html.length).toBeLessThan(20_000);
    }
  });

  it('find an address with quotes and its command for a shell', async () => {
    const { widgets } = await hostile;
    const { text } = await (await open(widgets, 'find')).press('Look up', { what: "o'brien@example.com" });
    expect(text).toContain("o'brien@example.com Not on the account's suppression list");
  });
});

it.each(sourcesIn('lambda/message-insights/widgets'))('%s writes no HTML past the template library', (file) => {
  expect(readFileSync(path.join(ROOT, file), 'utf8')).not.toMatch(/dangerously|innerHTML|\braw\b|isEscaped/i);
});

it('a search of a viewer becomes one quoted word of the command', async () => {
  const { world, widgets } = await harmless;
  world.ahead += DAY / 2;
  const started = await (await open(widgets, 'find')).press('Search', { subject: "it's $(reboot) `x`" });
  const { text } = await finish(world, started);
  expect(text).toContain("search --subject='it'\\''s $(reboot) `x`' --since=");
});
