import { UnreadableAnswer } from './unreadable-answer';

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** An optional byte order mark and an optional XML declaration. */
const PROLOG = /^\uFEFF?\s*(?:<\?xml[^<>]*\?>\s*)?/;

/**
 * A tag, and the text up to the next one. Comments, CDATA and prefixed names do not match, because SES does not send them.
 */
const TAG = /<(\/?)([A-Za-z_]\w*)((?:\s[^<>]*?)?)(\/?)>([^<]*)/y;

/** A pattern that matches nothing. */
const NOTHING = /(?!)/y;

/** The five fields of SES need 350 characters. JavaScript rejects patterns of some 100,000. */
const MAX_PATTERN_LENGTH = 2_000;

/** One period, with the field names of the SDK. */
export interface SendDataPoint {
  readonly Timestamp?: Date;
  readonly DeliveryAttempts?: number;
  readonly Bounces?: number;
  readonly Complaints?: number;
  readonly Rejects?: number;
}

interface Element {
  readonly name: string;
  readonly attributes: string;
  readonly children: Element[];
  /** The text between its tags, without white space around it, and without the text of its children. */
  text: string;
  /** The text of each child, if the element was parsed with one pattern. It then has no `children`. */
  readonly fields?: Fields;
}

/** Texts by the names of their elements. */
type Fields = Readonly<Record<string, string | undefined>>;

/**
 * Parses the response to `GetSendStatistics`. A result without a list has no points. A missing field is undefined, and
 * an unreadable field is NaN or an invalid `Date`.
 *
 * The SDK's own parser is not used. That parser returns no points for a response without the expected elements, and
 * takes several times as long.
 *
 * @throws UnreadableAnswer when an element is missing, has another name or is not closed
 */
export function readSendDataPoints(xml: string): SendDataPoint[] {
  const response = onlyChild(parse(xml), 'GetSendStatisticsResponse');
  const [, , namespace = NAMESPACE] = /\sxmlns\s*=\s*(["'])(.*?)\1/.exec(response.attributes) ?? [];
  if (namespace !== NAMESPACE) throw unreadable('its namespace is not the one of SES');
  const result = onlyChild(response, 'GetSendStatisticsResult');
  return childrenOf(result).length === 0 ? [] : childrenOf(onlyChild(result, 'SendDataPoints')).map(toPoint);
}

function toPoint(member: Element): SendDataPoint {
  if (member.name !== 'member') throw unreadable('the list holds an element other than member');
  const fields = member.fields ?? fieldsOf(member);
  return {
    Timestamp: timeOf(fields.Timestamp),
    DeliveryAttempts: countOf(fields.DeliveryAttempts),
    Bounces: countOf(fields.Bounces),
    Complaints: countOf(fields.Complaints),
    Rejects: countOf(fields.Rejects),
  };
}

/** Returns the text of each child by its name. It is empty if several children have the name, or if the child has children. */
function fieldsOf(member: Element): Fields {
  const fields: Record<string, string> = {};
  for (const { name, text, children } of childrenOf(member)) {
    fields[name] = Object.hasOwn(fields, name) || children.length > 0 ? '' : text;
  }
  return fields;
}

/** Returns an invalid `Date` for an unreadable time, such as one without a zone. */
function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  return new Date(/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : Number.NaN);
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

function onlyChild(parent: Element, name: string): Element {
  const [child, ...others] = childrenOf(parent).filter((element) => element.name === name);
  if (!child || others.length > 0) throw unreadable(`it has ${others.length > 0 ? 'more than one' : 'no'} ${name}`);
  return child;
}

function childrenOf(parent: Element): readonly Element[] {
  if (parent.text !== '') throw unreadable('it has text between its elements');
  return parent.children;
}

/**
 * Returns the document, as an element without a name.
 *
 * SES writes all members alike. A member that is read tag by tag therefore gives a pattern, which reads the next ones in a fifth
 * of the CPU time. A member that does not match is read tag by tag.
 */
function parse(xml: string): Element {
  const document: Element = { name: '', attributes: '', children: [], text: '' };
  const open = [document];
  let pattern = NOTHING;
  let at = PROLOG.exec(xml)?.[0].length ?? 0;
  while (at < xml.length) {
    const parent = open.at(-1) as Element;
    const fields = matchAt(pattern, xml, at)?.groups;
    if (fields) {
      parent.children.push({ name: 'member', attributes: '', children: [], text: '', fields });
      at = pattern.lastIndex;
      continue;
    }
    const tag = matchAt(TAG, xml, at);
    if (!tag) throw unreadable('it is not XML as SES writes it');
    const [, end, name = '', attributes = '', empty, text = ''] = tag;
    if (!end) {
      const element = { name, attributes, children: [], text: '' };
      parent.children.push(element);
      if (!empty) open.push(element);
    } else if (open.pop()?.name !== name) {
      throw unreadable('an element is not closed');
    } else if (name === 'member') {
      pattern = patternLike(parent);
    }
    (open.at(-1) as Element).text += text.trim();
    at = TAG.lastIndex;
  }
  if (open.length > 1) throw unreadable('it ends in the middle');
  return document;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/**
 * Returns a pattern for members with the same fields in the same order. Each field is a group with its name. If the pattern
 * would be longer than SES's members need, it matches nothing.
 */
function patternLike({ children }: Element): RegExp {
  const names = new Set(children.map(({ name }) => name));
  const fields = [...names].map((name) => `<${name}>(?<${name}>[^<>\\s]*)</${name}>\\s*`).join('');
  return fields.length > MAX_PATTERN_LENGTH ? NOTHING : new RegExp(`<member>\\s*${fields}</member>\\s*(?=<)`, 'y');
}

function unreadable(problem: string): UnreadableAnswer {
  return new UnreadableAnswer(
    `SES's response to GetSendStatistics cannot be read (${problem}): no window metric is published, the next poll retries`,
  );
}
