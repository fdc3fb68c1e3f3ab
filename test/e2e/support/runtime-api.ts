/** Lambda's runtime API, in front of one process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type Listening, listenOnLoopback } from '../../../local/aws/loopback';

/** Why an invocation failed, in the function's words or in Lambda's. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How an invocation ended. */
export interface Outcome {
  readonly requestId: string;
  /** What the handler returned; undefined when it failed. */
  readonly response?: unknown;
  readonly error?: FunctionError;
}

export interface RuntimeApi extends Listening {
  /** One event at a time, as Lambda does. The time runs from when the process takes the event. */
  invoke(event: unknown, timeoutMs: number): Promise<Outcome>;
  /** The process is gone: what is under way has failed, and what comes later will. */
  fail(error: FunctionError): void;
}

interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly timeoutMs: number;
  readonly end: (outcome: Outcome) => void;
}

/** @param kill ends the process, which has taken too long */
export async function startRuntimeApi(kill: () => void): Promise<RuntimeApi> {
  const asked = new EventEmitter();
  const events = on(asked, 'event');
  let underWay: Invocation | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failure: FunctionError | undefined;

  function end(outcome: Omit<Outcome, 'requestId'>): void {
    clearTimeout(timer);
    underWay?.end({ requestId: underWay.requestId, ...outcome });
    underWay = undefined;
  }

  function fail(error: FunctionError): void {
    failure ??= error;
    end({ error: failure });
  }

  function timeOut({ requestId, timeoutMs }: Invocation): void {
    kill();
    const seconds = (timeoutMs / 1000).toFixed(2);
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    fail({ errorType: 'Sandbox.Timedout', errorMessage });
  }

  async function next(context: Context): Promise<Response> {
    const [invocation] = (await events.next()).value as [Invocation];
    const { requestId, event, timeoutMs } = invocation;
    timer = setTimeout(() => timeOut(invocation), timeoutMs);
    return context.json(event, 200, {
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-west-1:111122223333:function:test',
      'Lambda-Runtime-Trace-Id': 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0',
    });
  }

  /** An answer to an invocation that is over, such as one that took too long, is not taken. */
  async function take(context: Context, name: 'response' | 'error'): Promise<Response> {
    if (context.req.param('requestId') !== underWay?.requestId) {
      return context.json({ errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' }, 400);
    }
    end({ [name]: await context.req.json() });
    return context.json({ status: 'OK' }, 202);
  }

  const app = new Hono().basePath('/2018-06-01/runtime');
  app.get('/invocation/next', next);
  app.post('/invocation/:requestId/response', (context) => take(context, 'response'));
  app.post('/invocation/:requestId/error', (context) => take(context, 'error'));
  app.post('/init/error', async (context) => {
    fail(await context.req.json());
    return context.json({ status: 'OK' }, 202);
  });

  const server = await listenOnLoopback(createAdaptorServer({ fetch: app.fetch }) as Server);
  return {
    ...server,
    fail,
    invoke(event, timeoutMs) {
      const requestId = randomUUID();
      if (failure) return Promise.resolve({ requestId, error: failure });
      return new Promise((resolve) => {
        underWay = { requestId, event, timeoutMs, end: resolve };
        asked.emit('event', underWay);
      });
    },
  };
}
