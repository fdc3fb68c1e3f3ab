/** The instances of a Lambda function. An instance has its own modules and clock, runs one invocation at a time, and can be killed. */
import type { Clock } from '../../../lambda/shared/clock';
import type { FaultClock } from './clock';
import { CALL_HEADER } from './wire';

/** What an instance is made of. */
export interface InstanceParts {
  /** Such as `api-0`. */
  readonly name: string;
  /** The clock of the instance, which may be wrong. */
  readonly clock: Clock;
  /** Downloads a file. The clock stands still until the file is complete, unless the wire lets it hang. */
  readonly fetch: typeof fetch;
  /** Makes a client of SES a part of the instance. It does not retry, and waits for its turn within a call. */
  watchSes(client: SdkClient): void;
  /** Makes another client a part of the instance. */
  watch(client: SdkClient): void;
}

export interface SdkClient {
  readonly middlewareStack: object;
}

/** `killed`: Lambda reports it, and the function cannot. */
export type Invoked<T> =
  | { readonly outcome: 'answered'; readonly value: T }
  | { readonly outcome: 'failed'; readonly error: unknown }
  | { readonly outcome: 'killed' };

export interface LambdaFunction<Handler> {
  /** Invokes a free instance, and starts one if none is free. */
  invoke<T>(work: (handler: Handler) => Promise<T>): Promise<Invoked<T> & { readonly instance: string }>;
}

export interface FunctionOptions<Handler> {
  readonly name: string;
  readonly clock: FaultClock;
  readonly create: (parts: InstanceParts) => Handler;
  /** Milliseconds by which the clocks of the instances are wrong, in the order of their starts. Default: 0. */
  readonly skewsMs?: readonly number[];
  /** Kills an instance at a moment. Each call and each wait has two moments: its start and its end. */
  readonly isKilled: (instance: string, moment: number) => boolean;
  /** URL of the server of files. */
  readonly filesUrl: () => string;
}

interface Instance<Handler> {
  readonly name: string;
  readonly handler: Handler;
  readonly killed: Promise<'killed'>;
  isFree: boolean;
}

const NEVER = new Promise<never>(() => undefined);

export function createFunction<Handler>(options: FunctionOptions<Handler>): LambdaFunction<Handler> {
  const instances: Instance<Handler>[] = [];
  let started = 0;

  function start(): Instance<Handler> {
    const index = started++;
    const name = `${options.name}-${index}`;
    let kill: (reason: 'killed') => void = () => undefined;
    const killed = new Promise<'killed'>((resolve) => {
      kill = resolve;
    });
    const skewMs = options.skewsMs?.[index % options.skewsMs.length] ?? 0;
    const handler = options.create(partsOf({ name, skewMs, kill: () => kill('killed') }, options));
    const instance = { name, handler, killed, isFree: true };
    instances.push(instance);
    return instance;
  }

  return {
    async invoke(work) {
      const instance = instances.find(({ isFree }) => isFree) ?? start();
      instance.isFree = false;
      const { name, handler, killed } = instance;
      const done = work(handler).then(
        (value) => ({ outcome: 'answered', value, instance: name }) as const,
        (error: unknown) => ({ outcome: 'failed', error, instance: name }) as const,
      );
      const result = await Promise.race([done, killed]);
      if (result === 'killed') {
        instances.splice(instances.indexOf(instance), 1);
        return { outcome: 'killed', instance: name };
      }
      instance.isFree = true;
      return result;
    },
  };
}

interface Life {
  readonly name: string;
  readonly skewMs: number;
  readonly kill: () => void;
}

function partsOf<Handler>(
  { name, skewMs, kill }: Life,
  { clock, isKilled, filesUrl }: FunctionOptions<Handler>,
): InstanceParts {
  let moment = 0;
  let isDead = false;

  /** A killed process does not continue. */
  function survive(): Promise<void> {
    if (!isDead && isKilled(name, moment++)) {
      isDead = true;
      kill();
    }
    return isDead ? NEVER : Promise.resolve();
  }

  async function living<T>(work: () => Promise<T>): Promise<T> {
    await survive();
    try {
      return await work();
    } finally {
      await survive();
    }
  }

  type Next = (args: never) => Promise<unknown>;

  /** The first one of a step is the outermost. */
  function add({ middlewareStack }: SdkClient, step: string, name: string, middleware: unknown): void {
    (middlewareStack as { add: CallableFunction }).add(middleware, { step, priority: 'high', name });
  }

  const tracked = (next: Next, context: { faultCall?: number }) => (args: never) =>
    clock.track((call) => {
      context.faultCall = call;
      return next(args);
    });
  const marked =
    (next: Next, context: { faultCall?: number }) => (args: { request: { headers: Record<string, string> } }) => {
      args.request.headers[CALL_HEADER] = `${context.faultCall} ${name}`;
      return next(args as never);
    };
  const mortal = (next: Next) => (args: never) => living(() => next(args));

  return {
    name,
    clock: { now: () => clock.now() + skewMs, sleep: (ms) => living(() => clock.sleep(ms)) },
    fetch: (url, init) => living(() => clock.track((call) => download(toFiles(String(url), filesUrl()), call, init))),
    watchSes(client) {
      add(client, 'initialize', 'mortal', mortal);
      add(client, 'deserialize', 'tracked', tracked);
      add(client, 'deserialize', 'marked', marked);
    },
    watch(client) {
      add(client, 'initialize', 'mortal', mortal);
      add(client, 'initialize', 'tracked', tracked);
      add(client, 'deserialize', 'marked', marked);
    },
  };

  /** Returns the response after its whole body has arrived. A broken body breaks while it is read, as without this function. */
  async function download(url: string, call: number, init: RequestInit = {}): Promise<Response> {
    const { status, headers, body } = await fetch(url, { ...init, headers: { [CALL_HEADER]: `${call} ${name}` } });
    const chunks: Uint8Array[] = [];
    let failure: unknown;
    try {
      for await (const chunk of body ?? []) chunks.push(chunk);
    } catch (error) {
      failure = error;
    }
    const read = new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = chunks.shift();
        if (next) controller.enqueue(next);
        else if (failure) controller.error(failure);
        else controller.close();
      },
    });
    return new Response(read, { status, headers });
  }
}

function toFiles(url: string, filesUrl: string): string {
  const { pathname, search } = new URL(url);
  return new URL(`${pathname}${search}`, filesUrl).href;
}
