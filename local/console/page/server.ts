/** Requests to the server of the page. */
import { GUARD_HEADER } from '../contract';

/** @throws Error with a sentence for the reader of the page */
export async function get(path: string): Promise<string> {
  return ask(path);
}

/** @throws Error with a sentence for the reader of the page */
export async function post(path: string, body: object): Promise<string> {
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [GUARD_HEADER]: '1' },
    body: JSON.stringify(body),
  });
}

async function ask(path: string, request?: RequestInit): Promise<string> {
  const response = await fetch(path, request).catch(() => {
    throw new Error('The server of this page does not answer. Run npm start again, then reload this page.');
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(messageIn(text) ?? `The server answers with status ${response.status}. Reload this page.`);
  return text;
}

/** Another server may answer, such as one that uses the port after npm start has ended. */
function messageIn(text: string): string | undefined {
  try {
    return JSON.parse(text).message;
  } catch {
    return undefined;
  }
}
