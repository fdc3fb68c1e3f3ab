/** What goes wrong on the wire: a reply of AWS that differs from the right one. */
import type { Socket } from 'node:net';
import type { AwsError } from '../../../local/aws/protocols/aws-error';
import type { WireAnswer } from '../../../local/aws/wire';

/** A request of the exporter. */
export interface Call {
  readonly operation: string;
  /** The number of this request among those of its operation and invocation, from 0. Retries count, too. */
  readonly index: number;
  /** Returns the right answer, after the operation took effect. */
  answer(): Promise<WireAnswer>;
  readonly connection: Socket;
  /** Waits in virtual time. Without a number, for ever. */
  wait(ms?: number): Promise<void>;
  /** 0 to 1. */
  random(): number;
}

/** Undefined: the right answer. */
export type Reply = (call: Call) => Replied | Promise<Replied>;
type Replied = WireAnswer | AwsError | undefined;

/** A reply that never begins. */
export const hang: Reply = async ({ wait }) => {
  await wait();
  return undefined;
};

export const cut: Reply = async ({ connection }) => {
  connection.destroy();
  return never();
};

/** The operation takes effect, and then the given reply is sent. */
export function afterwards(reply: Reply): Reply {
  return async (call) => {
    await call.answer();
    return reply(call);
  };
}

/** Sends the first half of the right answer, and then cuts the connection. */
export const cutInTheMiddle: Reply = async ({ answer, connection }) => {
  const { body, ...head } = await answer();
  const bytes = bytesOf(body);
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes.subarray(0, bytes.length >> 1)),
    pull: () => {
      connection.destroy();
      return never();
    },
  });
  // Of the whole answer, so that the client does not take the half for all.
  return { ...head, headers: { ...head.headers, 'content-length': String(bytes.length) }, body: stream };
};

/** Sends a complete response whose content ends in the middle. */
export const truncate: Reply = async ({ answer }) => {
  const { body, ...head } = await answer();
  const bytes = bytesOf(body);
  return { ...head, body: bytes.slice(0, bytes.length >> 1) };
};

/** Sends the right answer in parts, over this time. */
export function drip(totalMs: number): Reply {
  return async ({ answer, wait }) => {
    const { body, ...head } = await answer();
    const bytes = bytesOf(body);
    const parts = 20;
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (sent > 0) await wait(totalMs / parts);
        const next = Math.max(sent + 1, Math.ceil((bytes.length * ++index) / parts));
        controller.enqueue(bytes.slice(sent, next));
        sent = next;
        if (sent >= bytes.length) controller.close();
      },
    });
    let index = 0;
    return { ...head, body: stream };
  };
}

/** The head and a first byte arrive, and then nothing. */
export const pause: Reply = async ({ answer, wait }) => {
  const { body, ...head } = await answer();
  const bytes = bytesOf(body);
  let isFirst = true;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!isFirst) await wait();
      isFirst = false;
      controller.enqueue(bytes.slice(0, 1));
    },
  });
  return { ...head, body: stream };
};

export function send(status: number, contentType: string, body: string): Reply {
  return () => ({ status, contentType, body });
}

/** Changes the text of the right answer. */
export function change(edit: (text: string, call: Call) => string): Reply {
  return async (call) => {
    const { body, ...head } = await call.answer();
    return { ...head, body: edit(new TextDecoder().decode(bytesOf(body)), call) };
  };
}

/** Only some of the requests. */
export function when(isAffected: (call: Call) => boolean, reply: Reply): Reply {
  return (call) => (isAffected(call) ? reply(call) : undefined);
}

function bytesOf(body: WireAnswer['body']): Uint8Array<ArrayBuffer> {
  if (body instanceof ReadableStream) throw new Error('The right answer is not a stream');
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
