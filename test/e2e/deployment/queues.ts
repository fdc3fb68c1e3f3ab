import type { DeployedStack } from '../support/deployed-stack';

/** Returns the parsed body of one message in a queue, or undefined if the queue is empty. */
export async function readMessage<T>(stack: DeployedStack, queueUrl: string): Promise<T | undefined> {
  const body = await stack.receive(queueUrl);
  return body === undefined ? undefined : (JSON.parse(body) as T);
}
