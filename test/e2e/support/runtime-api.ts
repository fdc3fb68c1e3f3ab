/** Lambda's runtime API for one process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
import { randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type Listening, listenOnLoopback } from '../../../local/aws/loopback';

/** The reason why an invocation failed, as the function or Lambda reports it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The result of an invocation. */
export interface Outcome {
  readonly requestId: string;
  /** The return value of the handler; undefined if the handler failed. */
  readonly response?: unknown;
  readonly error?: FunctionError;
}

export interface RuntimeApi extends Listening {
  /** Passes one event at a time to the process, like Lambda. The timeout starts when the process receives the event. */
  invoke(event: unknown, timeoutMs: number): Promise<Outcome>;
  /** Call this after the process has ended. It fails the current invocation and all later ones. */
  fail(error: FunctionError): void;
}

interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  readonly timeoutMs: number;
  readonly end: (outcome: Outcome) => void;
}

/** @param kill ends the process after a timeout */
export async function startRuntimeApi(kill: () => void): Promise<RuntimeApi> {
  const invocations = new EventEmitter();
  const events = on(invocations, 'event');
  let current: Invocation | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failure: FunctionError | undefined;

  function end(outcome: Omit<Outcome, 'requestId'>): void {
    clearTimeout(timer);
    current?.end({ requestId: current.requestId, ...outcome });
    current = undefined;
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

  /** Rejects the response to an invocation that has already ended, for example after a timeout. */
  async function receive(context: Context, name: 'response' | 'error'): Promise<Response> {
    if (context.req.param('requestId') !== current?.requestId) {
      return context.json({ errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' }, 400);
    }
    end({ [name]: await context.req.json() });
    return context.json({ status: 'OK' }, 202);
  }

  const app = new Hono().basePath('/2018-06-01/runtime');
  app.get('/invocation/next', next);
  app.post('/invocation/:requestId/response', (context) => receive(context, 'response'));
  app.post('/invocation/:requestId/error', (context) => receive(context, 'error'));
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
        current = { requestId, event, timeoutMs, end: resolve };
        invocations.emit('event', current);
      });
    },
  };
}
