import { setTimeout as sleep } from 'node:timers/promises';
import type { WireAnswer } from '../../local/aws/wire';

/** Returns a response whose head arrives at once and whose body never ends. */
export function endlessAnswer(bytes: 'that drip' | 'that pause'): WireAnswer {
  const byte = new TextEncoder().encode(' ');
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(byte),
    async pull(controller) {
      await sleep(bytes === 'that drip' ? 10 : 3_600_000, undefined, { ref: false });
      controller.enqueue(byte);
    },
  });
  return { status: 200, contentType: 'text/plain', body };
}
