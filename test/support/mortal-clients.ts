import type { Clients } from '../../lambda/send-statistics/clients';
import { clientsOf } from './world';

/** SDK clients of a process that is killed: from then on no request leaves it and no response reaches it. */
export interface MortalClients {
  readonly clients: Clients;
  /** Returns false when the process ended before it could be killed. */
  wasKilled(): boolean;
}

/**
 * @param diesAt the moment of the kill. Every request has two moments, before it is sent and after its response arrived,
 * counted from 0 in their order.
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
