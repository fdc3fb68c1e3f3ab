import type { Clients } from '../../lambda/send-statistics/clients';
import { clientsOf } from './world';

/**
 * SDK clients of a process that is killed. After the kill, no request leaves the process, and no response reaches it.
 */
export interface MortalClients {
  readonly clients: Clients;
  /** Returns false if the process ended before the kill. */
  wasKilled(): boolean;
}

/**
 * Creates the clients of a process that is killed at a moment.
 *
 * @param killedAt number of the moment, from 0. Each request has two moments: before it is sent, and after its
 * response.
 */
export function mortalClients(url: string, killedAt: number): MortalClients {
  const clients = clientsOf(url);
  let moment = 0;
  let dead = false;
  const survive = () => {
    dead ||= moment++ === killedAt;
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
