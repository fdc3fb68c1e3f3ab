import type { Clients } from '../../lambda/send-statistics/clients';
import { clientsOf } from './world';

/** Clients of a process that is killed: from then on nothing leaves it, and nothing reaches it any more. */
export interface MortalClients {
  readonly clients: Clients;
  /** False: the process ended before it was to be killed. */
  wasKilled(): boolean;
}

/**
 * @param diesAt the moment of death: every request has two, just before it is sent and just after it was answered,
 * counted from 0 in the order they come
 */
export function mortalClients(url: string, diesAt: number): MortalClients {
  const clients = clientsOf(url);
  let moment = 0;
  let dead = false;
  const survive = () => {
    dead ||= moment++ === diesAt;
    if (dead) throw new Error('killed');
  };
  for (const client of Object.values(clients) as { middlewareStack: { add: CallableFunction } }[]) {
    const middleware = (next: (args: unknown) => Promise<unknown>) => async (args: unknown) => {
      survive();
      const answer = await next(args);
      survive();
      return answer;
    };
    client.middlewareStack.add(middleware, { step: 'initialize', name: 'mortality' });
  }
  return { clients, wasKilled: () => dead };
}
