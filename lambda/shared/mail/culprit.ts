/** Describes most of the events by properties that they share. */

import { countBy } from '../count-by';
import { MIN_RECIPIENTS } from './disclosure';
import { type Mail, recipientsOf } from './mails';
import { DIMENSIONS, type Dimension } from './property';
import { codeOf } from './reason';
import { type Comparison, standsOut, tellingOf } from './standing-out';

/** A property before it is masked. */
export interface Property {
  readonly dimension: Dimension;
  readonly value: string;
}

/** Minimum share of all events that a culprit explains. */
const MOST = 0.5;

/** Minimum share of a culprit's events that have a further property, such as a reason. */
const NEARLY_ALL = 0.8;

/** The share of all mail that leaves no other mail to compare with. */
const ALMOST_ALL = 0.95;

/** Delivered mail has no reason, so reasons cannot be compared. */
const COMPARED = DIMENSIONS.filter((dimension) => dimension !== 'reason');

/** SES's name for providers that it does not know. It describes no mail. */
const UNKNOWN_ISP = 'UNKNOWN_ISP';

/** Returns the mail that has all the properties. */
export function select(mails: readonly Mail[], properties: readonly Property[]): Mail[] {
  return mails.filter((mail) => properties.every((property) => has(mail, property)));
}

/**
 * Returns the properties that stand out, the most telling first, and then those that nearly all of the same events
 * have. Returns no properties if none stands out.
 */
export function describeCulprit(events: readonly Mail[], sends: readonly Mail[]): Property[] {
  const telling: Property[] = [];
  for (let next = mostTelling(); next !== undefined; next = mostTelling()) telling.push(next);
  return telling.length === 0 ? [] : [...telling, ...describing()];

  /** A further property must stand out among the mail that is described so far, and nearly all of it must have it. */
  function mostTelling(): Property | undefined {
    const among = { events: select(events, telling), sends: select(sends, telling) };
    const [best] = candidates(events, telling)
      .map((property) => ({ property, comparison: compare(property, among) }))
      .filter(({ comparison }) => telling.length === 0 || comparison.count >= NEARLY_ALL * comparison.events)
      .filter(({ comparison }) => standsOut(comparison))
      .sort((one, other) => tellingOf(other.comparison) - tellingOf(one.comparison));
    return best?.property;
  }

  /** A property that nearly all other mail also has describes nothing. */
  function describing(): Property[] {
    const properties: Property[] = [];
    const others = sends.filter((mail) => !telling.every((property) => has(mail, property)));
    for (const property of candidates(events, telling)) {
      const known = [...telling, ...properties];
      const {
        count,
        events: described,
        sent,
        sends: all,
      } = compare(property, {
        events: select(events, known),
        sends: others,
      });
      const isOfMost = isMost(select(events, [...known, property]), events);
      if (isNew(property, known) && count >= NEARLY_ALL * described && sent < NEARLY_ALL * all && isOfMost)
        properties.push(property);
    }
    return properties;
  }
}

/**
 * Returns the largest groups that together have most of the events. It is for events without mail to compare with. A
 * provider or domain must have nearly all of these events, because one provider often has half of all mail.
 */
export function describeLargest(events: readonly Mail[]): Property[] {
  const properties: Property[] = [];
  for (const property of candidates(events, [])) {
    const described = select(events, properties);
    const count = select(described, [property]).length;
    const isSenders = property.dimension === 'from' || property.dimension === 'subject';
    const isLarge = isSenders || count >= NEARLY_ALL * described.length;
    if (isLarge && isNew(property, properties) && isMost(select(described, [property]), events))
      properties.push(property);
  }
  return properties;
}

/**
 * Returns the sender and the subject of nearly all mail, such as those of the only mailing of an hour. Without other
 * mail, they cannot stand out.
 */
export function describeAllMail(sends: readonly Mail[]): Property[] {
  return (['from', 'subject'] as const).flatMap((dimension) => {
    const largest = largestOf(sends.flatMap(({ properties }) => properties[dimension] ?? []));
    return largest && largest.count >= ALMOST_ALL * sends.length ? { dimension, value: largest.value } : [];
  });
}

/**
 * Returns the reason that nearly all of these events have, or its code if the servers use different words. Returns no
 * property if there is none, or if it holds for less than half of the total.
 */
export function describeReason(events: readonly Mail[], total: number): Property[] {
  const needed = Math.max(NEARLY_ALL * events.length, MOST * total);
  const reasons = events.flatMap(({ properties: { reason } }) => reason ?? []);
  const codes = reasons.flatMap((reason) => codeOf(reason) ?? []);
  const found = [largestOf(reasons), largestOf(codes)].find(
    (largest) => largest !== undefined && largest.count >= needed,
  );
  return found === undefined ? [] : [{ dimension: 'reason', value: found.value }];
}

function has({ properties }: Mail, { dimension, value }: Property): boolean {
  const own = properties[dimension];
  return own === value || (dimension === 'reason' && own !== undefined && codeOf(own) === value);
}

function compare(
  property: Property,
  { events, sends }: { readonly events: readonly Mail[]; readonly sends: readonly Mail[] },
): Comparison {
  return {
    count: select(events, [property]).length,
    events: events.length,
    sent: select(sends, [property]).length,
    sends: sends.length,
  };
}

/** Returns the properties that, together with the known ones, describe most of the events. */
function candidates(events: readonly Mail[], known: readonly Property[]): Property[] {
  const among = select(events, known);
  return COMPARED.flatMap((dimension) => {
    const largest = largestOf(among.flatMap(({ properties }) => properties[dimension] ?? []));
    return largest === undefined ? [] : { dimension, value: largest.value };
  }).filter(
    (property) => property.value !== UNKNOWN_ISP && isNew(property, known) && isMost(select(among, [property]), events),
  );
}

/** Returns whether the described mail is most of the events, and has enough recipients to be shown. */
function isMost(described: readonly Mail[], events: readonly Mail[]): boolean {
  return described.length >= MOST * events.length && recipientsOf(described).size >= MIN_RECIPIENTS;
}

/** Returns whether no known property has this dimension. Provider and domain count as one, because they overlap. */
function isNew({ dimension }: Property, known: readonly Property[]): boolean {
  const dimensions = known.map((property) => property.dimension);
  if (dimension === 'isp' && dimensions.includes('domain')) return false;
  return !(dimension === 'domain' && dimensions.includes('isp')) && !dimensions.includes(dimension);
}

function largestOf(values: readonly string[]): { readonly value: string; readonly count: number } | undefined {
  const [largest] = [...countBy(values)].sort(([, one], [, other]) => other - one);
  return largest && { value: largest[0], count: largest[1] };
}
