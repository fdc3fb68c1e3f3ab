/** The spellings in which a server may quote a person, and the person's names, which no output may show. */

export interface Person {
  readonly given: string;
  readonly family: string;
  readonly localPart: string;
}

export type Spelling = (person: Person) => string;

const addressOf = ({ localPart }: Person) => `${localPart}@example.com`;
const nameOf = ({ given, family }: Person) => `${given} ${family}`;
const dotted = ({ given, family }: Person) => `${given}.${family}`.toLowerCase();

const hex = (text: string) => [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase());
const encodings = {
  'percent-encoded': (text: string) => hex(text).map((byte) => `%${byte}`),
  'percent-encoded twice': (text: string) => hex(text).map((byte) => `%25${byte}`),
  'quoted-printable': (text: string) => hex(text).map((byte) => `=${byte}`),
  'in decimal HTML': (text: string) => [...text].map((char) => `&#${char.codePointAt(0)};`),
  'in HTML without semicolons': (text: string) => [...text].map((char) => `&#${char.codePointAt(0)}`),
  'in hexadecimal HTML': (text: string) => [...text].map((char) => `&#x${char.codePointAt(0)?.toString(16)};`),
  'in JSON': (text: string) => [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in hexadecimal escapes': (text: string) => hex(text).map((byte) => `\\x${byte}`),
  'in octal escapes': (text: string) => [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`),
  'in base64': (text: string) => [Buffer.from(text).toString('base64')],
  'in base64 of links': (text: string) => [Buffer.from(text).toString('base64url')],
  'in hexadecimal': (text: string) => [Buffer.from(text).toString('hex')],
  'in an encoded word Q': (text: string) => ['=?utf-8?Q?', ...hex(text).map((byte) => `=${byte}`), '?='],
  'in an encoded word B': (text: string) => [`=?utf-8?B?${Buffer.from(text).toString('base64')}?=`],
  'in full width': (text: string) =>
    [...text].map((char) => (/[!-~]/.test(char) ? String.fromCharCode(char.charCodeAt(0) + 0xfee0) : char)),
  'with zero-width spaces': (text: string) => [...text].map((char) => `${char}\u200b`),
  'with soft hyphens': (text: string) => [[...text].join('\u00ad')],
} satisfies Record<string, (text: string) => string[]>;

const encoded = Object.entries(encodings).flatMap(([name, encode]): [string, Spelling][] => [
  [`name ${name}`, (person) => encode(nameOf(person)).join('')],
  [`address ${name}`, (person) => encode(addressOf(person)).join('')],
  [`local part ${name}`, (person) => `<${encode(person.localPart).join('')}>`],
]);

const separated = ['.', '_', '-', '+', '=', '/', ':', '%2E', '%20', '&nbsp;', '=20', '\u00b7', '\u3000', ', '].map(
  (separator): [string, Spelling] => [
    `name with ${JSON.stringify(separator)}`,
    ({ given, family }) => `${given}${separator}${family}`,
  ],
);

const ATS = [
  '%40',
  '%2540',
  '&#64;',
  '&commat;',
  '\\u0040',
  '=40',
  '＠',
  '﹫',
  'ⓐ',
  '@\u200b',
  ' @ ',
  '(at)',
  ' [at] ',
];
const withAts = ATS.map((at): [string, Spelling] => [
  `address with ${JSON.stringify(at)}`,
  ({ localPart }) => `${localPart}${at}example.com`,
]);

export const SPELLINGS: readonly (readonly [string, Spelling])[] = [
  ['address', addressOf],
  ['address in brackets', (person) => `<${addressOf(person)}>`],
  ['address in capitals', (person) => addressOf(person).toUpperCase()],
  ['address in mailto', (person) => `mailto:${addressOf(person)}?subject=x`],
  ['address in a link', (person) => `https://x.example/?rcpt=${encodeURIComponent(addressOf(person))}&p=NoSuchUser`],
  ['address in the path of a link', (person) => `https://x.example/u/${addressOf(person)}/a`],
  ['base64 in a link', (person) => `https://x.example/u/${Buffer.from(addressOf(person)).toString('base64')}`],
  ['base64 in a query', (person) => `https://x.example/?e=${Buffer.from(addressOf(person)).toString('base64url')}`],
  ['VERP', ({ localPart }) => `bounces+${localPart}=example.com@lists.example`],
  ['VERP without its end', ({ localPart }) => `bounces-${localPart}=example.com`],
  ['SRS', ({ localPart }) => `SRS0=HHH=TT=example.com=${localPart}@fwd.example`],
  ['Exchange', ({ localPart }) => `IMCEAEX-_O=ORG_CN=${localPart}@example.com`],
  ['percent hack', ({ localPart }) => `${localPart}%example.com@relay.example`],
  ['UUCP', ({ localPart }) => `relay!${localPart}`],
  ['quoted local part', (person) => `"${nameOf(person)}"@example.com`],
  ['local part', ({ localPart }) => localPart],
  ['local part in brackets', ({ localPart }) => `<${localPart}>`],
  ['local part in capitals', ({ localPart }) => localPart.toUpperCase()],
  ['local part in a path', ({ localPart }) => `/var/mail/${localPart}/new`],
  ['local part with a number', ({ localPart }) => `${localPart}_1`],
  ['family, given <address>', (person) => `${person.family}, ${person.given} <${addressOf(person)}>`],
  ['"family, given" <address>', (person) => `"${person.family}, ${person.given}" <${addressOf(person)}>`],
  ['given family <address>', (person) => `${nameOf(person)} <${addressOf(person)}>`],
  ['small given family <address>', (person) => `${nameOf(person).toLowerCase()} <${addressOf(person)}>`],
  ['given family (address)', (person) => `${nameOf(person)} (${addressOf(person)})`],
  ['address (given family)', (person) => `${addressOf(person)} (${nameOf(person)})`],
  ['name', nameOf],
  ['name in capitals', (person) => nameOf(person).toUpperCase()],
  ['small name', (person) => nameOf(person).toLowerCase()],
  ['family given', ({ given, family }) => `${family} ${given}`],
  ['given only', ({ given }) => given],
  ['family only', ({ family }) => `Mr ${family}`],
  ['initial and family', ({ given, family }) => `${given[0]}. ${family}`],
  ['initial joined to family', ({ given, family }) => `${given[0]}${family}`.toLowerCase()],
  ['family and initial', ({ given, family }) => `${family}${given[0]}`.toLowerCase()],
  ['camel case', ({ given, family }) => `${given}${family}`],
  ['possessive', ({ given, family }) => `${given} ${family}'s mailbox`],
  ['composed', (person) => nameOf(person).normalize('NFC')],
  ['decomposed', (person) => nameOf(person).normalize('NFD')],
  ['title and capitals', (person) => `Dr. ${nameOf(person).toUpperCase()} (Sales)`],
  ['X.400', ({ given, family }) => `/G=${given}/S=${family}/O=org/C=de`],
  ['distinguished name', (person) => `CN=${nameOf(person)},OU=Users,DC=corp`],
  ['JSON', (person) => `{"user":"${person.localPart}","name":"${nameOf(person)}"}`],
  ['HTML', (person) => `<a href="mailto:${addressOf(person)}">${nameOf(person)}</a>`],
  ['BATV', ({ localPart }) => `prvs=0123456789=${localPart}@fwd.example`],
  ['UTF-7', ({ localPart }) => `${localPart}+AEA-example.com`],
  ['spelled', (person) => [...nameOf(person)].join(' ')],
  ['spelled with control characters', (person) => [...nameOf(person)].join('\u0001')],
  ['dotted', dotted],
  ['key and value', (person) => `user=${dotted(person)} cn=${nameOf(person)}`],
  ...separated,
  ...withAts,
  ...encoded,
];

/** Sentences of servers. `#` is the place of a person. */
export const SENTENCES: readonly string[] = [
  'smtp; 550 5.1.1 #: Recipient address rejected: User unknown in virtual alias table',
  '550 5.1.1 There is no mailbox # on this server',
  '550 User # unknown',
  'smtp; 550-5.2.1 # is disabled 550 5.2.1 https://support.google.com/mail/?p=DisabledUser - gsmtp',
  '554 5.7.1 (#) rejected by policy; host mx1.shop.example[192.0.2.25] said: no',
  'X-Failed: #, delayed "#"',
];

/** Returns the string and its decodings, without accents and in lower case. */
export function readingsOf(text: string): string {
  const percent = (part: string) =>
    part.replace(/%([\da-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  const readings = [
    text,
    text.replace(/(?<=(?:^|[^\p{L}])\p{L})(?: |\p{Cc})(?=\p{L}(?!\p{L}))/gu, ''),
    percent(percent(text)),
    text.replace(/=([\da-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))),
    text.replace(/&#x([\da-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16) % 0x10ffff)),
    text.replace(/&#(\d+);?/g, (_, code) => String.fromCodePoint(Number(code) % 0x10ffff)),
    text.replace(/\\[ux]([\da-f]{2,4})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))),
    text.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(parseInt(code, 8))),
    ...text.split(/[^\w+/-]+/).map((word) => Buffer.from(word, 'base64').toString()),
    ...text.split(/[^\da-f]+/i).map((word) => Buffer.from(word, 'hex').toString()),
  ];
  return readings
    .join('\n')
    .normalize('NFKD')
    .replace(/[\p{Cf}\p{M}]/gu, '')
    .toLowerCase();
}

/** Returns the words of at least three characters that name the person. */
export function secretsOf({ given, family, localPart }: Person): string[] {
  const words = `${given} ${family} ${localPart}`
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return [...new Set(words.filter((word) => word.length > 2))];
}
