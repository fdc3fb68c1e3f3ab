import { UnreadableAnswer } from './unreadable-answer';

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** An optional byte order mark and an optional XML declaration. */
const PROLOG = /^\uFEFF?\s*(?:<\?xml[^<>]*\?>\s*)?/;

/**
 * A tag, and the text up to the next tag. Comments, CDATA and prefixed names do not match, because SES does not send
 * them.
 */
const TAG = /<(\/?)(\w+)((?:\s[^<>]*?)?)(\/?)>([^<]*)/y;

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
  /** The text between its tags, without the text of its children. */
  text: string;
}

/**
 * Parses the response to `GetSendStatistics`. A result without a list has no points. A missing field is undefined, and
 * an unreadable field is NaN or an invalid `Date`.
 *
 * The SDK's own parser is not used. That parser returns no points for a response without the expected elements, and
 * takes more than twice the time.
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
  return {
    Timestamp: timeOf(member),
    DeliveryAttempts: countOf(member, 'DeliveryAttempts'),
    Bounces: countOf(member, 'Bounces'),
    Complaints: countOf(member, 'Complaints'),
    Rejects: countOf(member, 'Rejects'),
  };
}

/** Returns an invalid `Date` for an unreadable time, such as one without a zone. */
function timeOf(member: Element): Date | undefined {
  const text = textOf(member, 'Timestamp');
  if (text === undefined) return undefined;
  return new Date(/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : Number.NaN);
}

function countOf(member: Element, name: string): number | undefined {
  const text = textOf(member, name);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/**
 * Returns the text of a child. It is undefined without that child, and empty if several exist or if the child has
 * children.
 */
function textOf(member: Element, name: string): string | undefined {
  const [child, ...others] = childrenOf(member).filter((element) => element.name === name);
  return child && (others.length > 0 || child.children.length > 0 ? '' : child.text.trim());
}

function onlyChild(parent: Element, name: string): Element {
  const [child, ...others] = childrenOf(parent).filter((element) => element.name === name);
  if (!child || others.length > 0) throw unreadable(`it has ${others.length > 0 ? 'more than one' : 'no'} ${name}`);
  return child;
}

function childrenOf(parent: Element): readonly Element[] {
  if (parent.text.trim() !== '') throw unreadable('it has text between its elements');
  return parent.children;
}

/** Returns the document, as an element without a name. */
function parse(xml: string): Element {
  const document: Element = { name: '', attributes: '', children: [], text: '' };
  const open = [document];
  TAG.lastIndex = PROLOG.exec(xml)?.[0].length ?? 0;
  while (TAG.lastIndex < xml.length) {
    const [, isEnd, name = '', attributes = '', isEmpty, text = ''] = TAG.exec(xml) ?? [];
    if (isEnd && open.pop()?.name !== name) throw unreadable('an element is not closed');
    const parent = open.at(-1);
    if (!name || !parent) throw unreadable('it is not XML as SES writes it');
    if (!isEnd) {
      const element = { name, attributes, children: [], text: '' };
      parent.children.push(element);
      if (!isEmpty) open.push(element);
    }
    (open.at(-1) as Element).text += text;
  }
  if (open.length > 1) throw unreadable('it ends in the middle');
  return document;
}

function unreadable(problem: string): UnreadableAnswer {
  return new UnreadableAnswer(
    `SES's response to GetSendStatistics cannot be read (${problem}): no window metric is published, the next poll retries`,
  );
}
