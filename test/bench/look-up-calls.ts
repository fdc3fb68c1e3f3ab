/** The requests of the look-up API. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createApi } from '../../lambda/message-insights/api';
import { createClients } from '../../lambda/message-insights/clients';
import { locationOf } from '../../local/aws/aws';
import { type ApiAnswer, ask, idOf, requestOf, startInsightsWorld } from '../support/insights-world';
import { messageOf, permanentBounce } from '../support/messages';
import { bounces } from '../support/planted-mail';
import { HOUR, MINUTE } from '../support/world';
import { type Call, createRecorder } from './recorded-calls';

export interface LookUpCase {
  readonly title: string;
  /** Requests that are not recorded. The last response has the id of a search for `request`. */
  readonly before?: APIGatewayProxyEventV2;
  readonly request: (before?: ApiAnswer) => APIGatewayProxyEventV2;
  readonly status: number;
}

const SENT_AT = Date.now() - HOUR;
const ID = idOf(SENT_AT);
const ADDRESS = 'customer@example.com';
const LOOK_UP = requestOf('masked', { id: ID });
const SEARCH = requestOf('startSearch', { body: { to: ADDRESS, since: '2h' } });

export const LOOK_UPS: readonly LookUpCase[] = [
  { title: 'Look-up of a message', request: () => LOOK_UP, status: 200 },
  { title: 'Look-up of a cached message', before: LOOK_UP, request: () => LOOK_UP, status: 200 },
  {
    title: 'Look-up of an unknown message',
    request: () => requestOf('masked', { id: idOf(SENT_AT, 7) }),
    status: 404,
  },
  {
    title: 'Recipient on the suppression list',
    request: () => requestOf('recipient', { body: { address: ADDRESS } }),
    status: 200,
  },
  { title: 'Start of a search', request: () => SEARCH, status: 202 },
  {
    title: 'Result of a search',
    before: SEARCH,
    request: (started) => requestOf('search', { id: started?.body.id }),
    status: 200,
  },
];

/** @throws Error if the response has another status */
export async function recordLookUp({ before, request, status }: LookUpCase): Promise<readonly Call[]> {
  const world = await startInsightsWorld({
    messages: { [ID]: messageOf(ID, SENT_AT, [{ type: 'SEND' }, permanentBounce(4, 'smtp; 550 5.1.1 unknown')]) },
    mail: bounces([ADDRESS], { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE, messageId: ID }),
    suppressed: { [ADDRESS]: { reason: 'BOUNCE', since: SENT_AT + MINUTE, messageId: ID } },
  });
  try {
    const answerBefore = before && (await ask(world.api, before));
    world.ahead += 30_000; // after each turn and job, while cached answers are fresh
    const clients = createClients(locationOf(world.awsUrl), locationOf(world.dynamodbUrl));
    const core = world.core({ clients });
    const recorder = createRecorder(core.clock);
    for (const client of Object.values(clients)) recorder.record(client);
    const api = createApi({ ...core, fetch: (...args) => recorder.time('GetObject', () => fetch(...args)) });
    const answer = await ask(api, request(answerBefore));
    if (answer.status !== status) throw new Error(`The API answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return recorder.calls;
  } finally {
    await world.close();
  }
}
