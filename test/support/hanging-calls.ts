/** Calls that hang. Their time limits expire as soon as no other call is in progress. */
import { jest } from '@jest/globals';
import type { Clients } from '../../lambda/send-statistics/clients';
import { endlessAnswer } from './slow-answer';
import { startWorld, type World, type WorldOptions } from './world';

type Middleware = (
  next: (args: unknown) => Promise<unknown>,
  context: { readonly commandName: string },
) => (args: unknown) => Promise<unknown>;

/**
 * Starts a world in which the responses of some operations never end. The time limits of all calls expire as soon as
 * only such calls are in progress.
 */
export async function startHangingWorld(hangs: (operation: string) => boolean, options: WorldOptions): Promise<World> {
  const limits: AbortController[] = [];
  jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const limit = new AbortController();
    limits.push(limit);
    return limit.signal;
  });
  let inProgress = 0;
  let hanging = 0;
  /** Waits for a moment, because the end of a call may start the next one. */
  const expireIfOnlyHanging = () =>
    setImmediate(() => {
      if (hanging > 0 && hanging === inProgress) for (const limit of limits) limit.abort();
    });
  const world = await startWorld({
    ...options,
    intercept(operation, body, scope, call) {
      if (!hangs(operation)) return options.intercept?.(operation, body, scope, call);
      hanging++;
      expireIfOnlyHanging();
      return endlessAnswer('that drip');
    },
  });
  const track: Middleware =
    (next, { commandName }) =>
    async (args) => {
      inProgress++;
      try {
        return await next(args);
      } finally {
        inProgress--;
        if (hangs(commandName.replace(/Command$/, ''))) hanging--;
        expireIfOnlyHanging();
      }
    };
  for (const client of Object.values(world.clients satisfies Clients) as {
    middlewareStack: { add: CallableFunction };
  }[])
    client.middlewareStack.add(track, { step: 'initialize', name: 'track' });
  return world;
}
