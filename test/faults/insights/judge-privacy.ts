/** No log, no item of the table, no message and no masked answer names a person, or has a presigned URL. */
import type { RouteName } from '../../../lambda/message-insights/contract';
import { SECRETS } from './account';
import type { Exchange } from './history';
import type { Story } from './scene';

const UNMASKED: readonly RouteName[] = ['unmasked', 'unmaskedSearch'];

const PRIVATE = [...SECRETS, 'x-amz', 'files.example'];

export function judgePrivacy({ logs, table, published, happened, recovered }: Story): string[] {
  const exchanges = [...happened.exchanges, ...recovered.exchanges];
  const masked = exchanges.filter(({ route, status = 500 }) => status >= 400 || !UNMASKED.includes(route));
  return [
    ...leaksIn('the log', logs),
    ...leaksIn('the table', table),
    ...leaksIn('a message', published),
    ...masked.flatMap((exchange) => leaksIn(`the answer of ${exchange.route}`, withoutOwnAddress(exchange))),
    ...happened.clicks.flatMap(({ html }) => leaksIn('a widget', html)),
  ];
}

/** The caller of a recipient gave the address, so the answer may repeat it. */
function withoutOwnAddress({ step, text }: Exchange): string {
  if (step.do !== 'recipient') return text;
  return text.replaceAll(step.address, '').replaceAll(step.address.toLowerCase(), '');
}

function leaksIn(place: string, content: unknown): string[] {
  const text = (typeof content === 'string' ? content : JSON.stringify(content)).toLowerCase();
  return PRIVATE.filter((secret) => text.includes(secret)).map((secret) => {
    const at = text.indexOf(secret);
    return `${place} has "${secret}": ${text.slice(Math.max(0, at - 80), at + 40)}`;
  });
}
